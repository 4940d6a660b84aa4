"""The app behind granian's own interface: what needs to know more of a connection than WSGI tells.

A body is read here, within its size and time, before a thread takes the request: slow senders keep
no thread busy. While a thread works, the gateway hears whether the client leaves, and then says so
to the ``Client`` in the request's environment, which stops the query.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Protocol

from . import listening, pipes
from .abandonment import KEY as CLIENT
from .abandonment import Client
from .clients import UnderWay, client_of, network
from .direct import Direct
from .environs import environ_of
from .hosts import host_problem
from .idle import Idle
from .problems import Busy, Problem
from .room import Room

REFUSED = "caregraph.refused"
"""Where a problem with the body stands in a request's environment."""

FILE = "caregraph.file"
"""Where the app puts the path of the file that is the whole answer."""

_MOMENT = 0.1
"""Seconds between two looks whether the server listens."""

PATIENCE = 0.1
"""Seconds of work before it is worth to listen for the client leaving."""

_DRAINED = 8 << 20
"""Bytes of a body that is refused which are read, so that the client hears why."""

_TURN = 20.0
"""Seconds that a request may wait for a thread; clients take turns."""

_ROOM = 512 << 20
"""Bytes of bodies and of large answers that one worker holds; slow clients could pile up more."""

Environ = dict[str, Any]
Answer = tuple[int, list[tuple[str, str]], bytes]
WsgiApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class Exchange(Protocol):
    """One request and its answer, as granian hands it over."""

    def __aiter__(self) -> Any: ...
    async def client_disconnect(self) -> None: ...
    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None: ...
    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None: ...
    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None: ...


class Gateway:
    """The app for granian's RSGI."""

    def __init__(
        self,
        app: WsgiApp,
        direct: Direct,
        *,
        threads: int,
        seconds: float,
        most_body: Callable[[str | None], int],
        under_way: UnderWay,
        proxies: int = 0,
        hosts: frozenset[str] = frozenset(),
        ended: Callable[[], None] = lambda: None,
    ) -> None:
        self._app = app
        self._direct = direct
        self._seconds = seconds
        self._most_body = most_body
        self._under_way = under_way
        self._proxies = proxies
        self._hosts = hosts
        self._ended = ended
        self._threads = ThreadPoolExecutor(threads, "request")
        self._quick = ThreadPoolExecutor(1, "quick")
        self._places: Idle[int] = Idle()
        for place in range(threads):
            self._places.add(place + 1)
        self._room = Room(_ROOM)

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """The worker begins; it listens a moment later, on a socket of its own."""
        if listening.drop_stuck_clients(self._seconds) == 0:
            loop.call_later(_MOMENT, self.__rsgi_init__, loop)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """The worker ends, all its requests answered."""
        self._threads.shutdown(wait=True)
        self._quick.shutdown(wait=True)
        self._ended()

    async def __rsgi__(self, scope: Any, exchange: Exchange) -> None:
        """Answer one request, if its client has not too many under way."""
        environ = environ_of(scope)
        problem = host_problem(environ, self._hosts, self._proxies)
        if problem is not None:
            environ[REFUSED] = problem
        client = Client(network(client_of(environ, self._proxies)))
        if not self._under_way.enter(client.name):
            environ[REFUSED] = _too_many()
            await self._reply(environ, exchange, await self._answer(environ, b"", client))
            return
        try:
            await self._serve(environ, exchange, client)
        finally:
            self._under_way.leave(client.name)

    async def _serve(self, environ: Environ, exchange: Exchange, client: Client) -> None:
        body = await self._body(environ, exchange)
        environ[CLIENT] = client
        try:
            answer = await _attended(self._answer(environ, body, client), client, exchange)
        finally:
            self._room.give_back(len(body))
        if client.gone:
            return
        large = len(answer[2]) if len(answer[2]) >= pipes.SMALLEST else 0
        if large and not self._room.take(large):
            environ[REFUSED], large = Busy(0), 0
            answer = await self._answer(environ, b"", client)
        try:
            await self._reply(environ, exchange, answer)
        finally:
            self._room.give_back(large)

    async def _reply(self, environ: Environ, exchange: Exchange, answer: Answer) -> None:
        """Hand the answer over, a large one as the client takes it."""
        status, headers, data = answer
        if FILE in environ and status == 200 and environ["REQUEST_METHOD"] != "HEAD":
            exchange.response_file(status, headers, str(environ[FILE]))
        elif status in (204, 304):
            exchange.response_empty(status, headers)
        elif len(data) < pipes.SMALLEST:
            exchange.response_bytes(status, headers, data)
        else:
            await pipes.send(data, partial(exchange.response_file, status, headers), self._seconds)

    async def _answer(self, environ: Environ, body: bytes, client: Client) -> Answer:
        """What the direct way or a thread of the app answers."""
        if REFUSED not in environ:
            try:
                answer = await self._direct.answer(environ, body, client)
            except Problem as problem:
                environ[REFUSED] = problem
                answer = None
            if answer is not None:
                return answer
        environ["wsgi.input"] = io.BytesIO(body)
        return await self._called(environ, client.name)

    async def _called(self, environ: Environ, client: str) -> Answer:
        """What the app answers in a thread, clients taking turns; what is quick needs no turn."""
        place = None
        if REFUSED not in environ and not environ["PATH_INFO"].startswith("/health"):
            place = await self._places.wait_soon(client, _TURN)
            if place is None:
                environ[REFUSED] = Busy(_TURN)
        threads = self._threads if place else self._quick
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, self._call, environ)
        finally:
            if place:
                self._places.give(place, client)

    async def _body(self, environ: Environ, exchange: Exchange) -> bytes:
        """The body; what is too large or too slow is noted for the app to refuse."""
        announced = environ.get("CONTENT_LENGTH")
        if announced is None and "HTTP_TRANSFER_ENCODING" not in environ:
            return b""
        most = self._most_body(environ.get("HTTP_AUTHORIZATION"))
        data = bytearray()
        try:
            async with asyncio.timeout(self._seconds):
                length, is_whole, fits = await _read(exchange, data, most, self._room)
        except TimeoutError:
            problem: Problem | None = Problem(
                408, "request-timeout", f"the body took longer than {self._seconds:g} seconds"
            )
        except BaseException:
            self._room.give_back(len(data))
            raise
        else:
            is_whole = is_whole and announced in (None, str(length))
            problem = _refusal(length, is_whole, most) if fits else Busy(0)
        if problem is not None:
            self._room.give_back(len(data))
            environ[REFUSED], data = problem, bytearray()
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


def _too_many() -> Problem:
    problem = Problem(
        429, "too-many-requests", "too many requests at once; send the next when some are answered"
    )
    problem.headers["Retry-After"] = "1"
    return problem


def _refusal(length: int, is_whole: bool, most: int) -> Problem | None:
    if length > most:
        return Problem(
            413, "content-too-large", f"the body is larger than the {most} bytes read here"
        )
    return None if is_whole else Problem(400, "bad-request", "the body broke off before its end")


async def _read(
    exchange: Exchange, data: bytearray, most: int, room: Room
) -> tuple[int, bool, bool]:
    """Read up to what may come, and on for a while only to be polite; how much there was.

    And whether the body came to its end: granian tells the end of one by an empty piece at most,
    and one that broke off by two. And whether there was room for it.
    """
    length = empty = 0
    fits = True
    async for chunk in exchange:
        length += len(chunk)
        empty += not chunk
        if length <= most:
            fits = fits and room.take(len(chunk))
            if fits:
                data += chunk
        elif length > most + _DRAINED:
            break
    return length, empty < 2, fits


async def _attended(work: Awaitable[Answer], client: Client, exchange: Exchange) -> Answer:
    """What comes of the work; if that takes long and the client leaves, the client is told so."""
    left: list[asyncio.Future[None]] = []

    def attend() -> None:
        left.append(asyncio.ensure_future(exchange.client_disconnect()))
        left[0].add_done_callback(lambda gone: None if gone.cancelled() else client.leave())

    timer = asyncio.get_running_loop().call_later(PATIENCE, attend)
    try:
        return await work
    finally:
        timer.cancel()
        for each in left:
            each.cancel()
