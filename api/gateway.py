"""The app behind granian's own interface: what needs to know more of a connection than WSGI tells.

A body is read here, within its size and time, before a thread takes the request: slow senders keep
no thread busy. While a thread works, the gateway hears whether the client leaves, and then says so
to the ``Client`` in the request's environment, which stops the query.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from .abandonment import KEY as CLIENT
from .abandonment import Client
from .problems import Problem

REFUSED = "caregraph.refused"
"""Where a problem with the body stands in a request's environment."""

FILE = "caregraph.file"
"""Where the app puts the path of the file that is the whole answer."""

PATIENCE = 0.1
"""Seconds of work before it is worth to listen for the client leaving."""

_DRAINED = 8 << 20
"""Bytes of a body that is refused which are read, so that the client hears why."""

_PIECE = 1 << 18

Environ = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Stream(Protocol):
    """An answer under way."""

    async def send_bytes(self, data: bytes) -> None: ...


class Exchange(Protocol):
    """One request and its answer, as granian hands it over."""

    def __aiter__(self) -> Any: ...
    async def client_disconnect(self) -> None: ...
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None: ...
    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Stream: ...


class Gateway:
    """The app for granian's RSGI."""

    def __init__(
        self,
        app: WsgiApp,
        *,
        threads: int,
        seconds: float,
        most_body: Callable[[str | None], int],
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._most_body = most_body
        self._ended = ended
        self._threads = ThreadPoolExecutor(threads, "request")

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """The worker ends, all its requests answered."""
        self._threads.shutdown(wait=True)
        self._ended()

    async def __rsgi__(self, scope: Any, exchange: Exchange) -> None:
        """Answer one request."""
        environ = _environ(scope)
        body = await self._body(environ, exchange)
        environ["wsgi.input"] = io.BytesIO(body)
        client = environ[CLIENT] = Client()
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(self._threads, self._call, environ)
        if not await _finished(answer, client, exchange):
            return
        status, headers, data = answer.result()
        if FILE in environ and status == 200 and scope.method != "HEAD":
            exchange.response_file(status, headers, str(environ[FILE]))
        elif status in (204, 304):
            exchange.response_empty(status, headers)
        elif len(data) <= _PIECE:
            exchange.response_bytes(status, headers, data)
        else:
            await self._send(exchange.response_stream(status, headers), data)

    async def _send(self, stream: Stream, data: bytes) -> None:
        """A large answer piece by piece, so that one who doesn't take it doesn't hold it for long.

        If it breaks off, the connection does: fewer bytes than its header says have come.
        """
        for start in range(0, len(data), _PIECE):
            try:
                async with asyncio.timeout(self._seconds):
                    await stream.send_bytes(data[start : start + _PIECE])
            except (TimeoutError, RuntimeError):
                return

    async def _body(self, environ: Environ, exchange: Exchange) -> bytes:
        """The body; what is too large or too slow is noted for the app to refuse."""
        if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        most = self._most_body(environ.get("HTTP_AUTHORIZATION"))
        data = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                length = await _read(exchange, data, most)
        except TimeoutError:
            environ[REFUSED] = Problem(
                408, "request-timeout", f"the body took longer than {self._seconds:g} seconds"
            )
            data, length = bytearray(), 0
        if length > most:
            environ[REFUSED] = Problem(
                413, "content-too-large", f"the body is larger than the {most} bytes read here"
            )
            data = bytearray()
        environ["CONTENT_LENGTH"] = str(len(data))
        return bytes(data)

    def _call(self, environ: Environ) -> Answer:
        """The app's whole answer."""
        begun: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], _: Any = None) -> None:
            begun[:] = [int(status[:3]), [(name.lower(), value) for name, value in headers]]

        chunks = self._app(environ, start)
        try:
            body = b"" if FILE in environ and begun[0] == 200 else b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()
        return begun[0], begun[1], body


async def _read(exchange: Exchange, data: bytearray, most: int) -> int:
    """Read up to what may come, and on for a while only to be polite; how much there was."""
    length = 0
    async for chunk in exchange:
        length += len(chunk)
        if length <= most:
            data += chunk
        elif length > most + _DRAINED:
            break
    return length


async def _finished(answer: asyncio.Future[Answer], client: Client, exchange: Exchange) -> bool:
    """Wait for the answer; false if the client left before, its work stopped."""
    done, _ = await asyncio.wait({answer}, timeout=PATIENCE)
    if done:
        return True
    left = asyncio.ensure_future(exchange.client_disconnect())
    either: set[asyncio.Future[Any]] = {answer, left}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if answer.done():
        left.cancel()
        return True
    client.leave()
    await answer
    return False


def _environ(scope: Any) -> Environ:
    """A request as WSGI tells it."""
    host, _, port = (scope.server or "").rpartition(":")
    environ: Environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope.path).decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port or "80",
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    if scope.authority and "HTTP_HOST" not in environ:
        environ["HTTP_HOST"] = scope.authority
    return environ
