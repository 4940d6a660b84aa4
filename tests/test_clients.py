"""One client doesn't take what others need: requests under way, and the places for queries."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from caregraph.api.app import create_app
from caregraph.api.clients import UnderWay, client_of, network
from caregraph.api.gateway import Gateway
from caregraph.api.idle import Idle
from caregraph.graph.store import Store


def take_turns(idle: Idle[int], asked: str, served: int) -> str:
    """Who is served in which order when these clients wait, each done at once."""
    waiting = [(client, idle._enter(client)) for client in asked]
    order = ""
    for _ in range(served):
        client, got = next(each for each in waiting if each[1].done())
        waiting.remove((client, got))
        order += client
        idle.give(got.result(), client)
    return order


def test_clients_take_turns_whatever_each_asks_at_once() -> None:
    idle: Idle[int] = Idle()
    idle.add(1)
    assert take_turns(idle, "aaaabac", 7) == "aabcaaa"


def test_who_has_fewest_is_next() -> None:
    idle: Idle[int] = Idle()
    idle.add(1)
    idle.add(2)
    assert idle.take("a") is not None
    second = idle.take("a")
    assert second is not None, "what is free is used, by whomever"
    first_of_a, first_of_b = idle._enter("a"), idle._enter("b")
    idle.give(second, "a")
    assert (first_of_a.done(), first_of_b.done()) == (False, True)


def test_a_client_may_have_so_many_and_no_more() -> None:
    idle: Idle[int] = Idle(1)
    idle.add(1)
    idle.add(2)
    worker = idle.take("a")
    assert worker is not None
    assert idle.take("a") is None
    waiting = idle._enter("a")
    assert idle.take("b") is not None
    idle.give(worker, "a")
    assert waiting.done()
    assert idle.wait("a", 0.01) is None
    assert not idle._waiting, "who waits no longer is forgotten"


def test_an_address_is_one_client() -> None:
    assert (
        client_of({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "1.1.1.1"}, 0) == "10.0.0.1"
    )
    behind = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 1.1.1.1"}
    assert client_of(behind, 1) == "1.1.1.1"
    assert network("2001:db8::1") == network("[2001:db8::2]") != network("2001:db8:1::1")


class Exchange:
    """A request whose body comes when the test lets it, and what it is answered."""

    def __init__(self) -> None:
        self.sent = asyncio.Event()
        self.answer: tuple[int, dict[str, str], bytes] | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        await self.sent.wait()
        yield b"query=ASK%7B%7D"

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()

    def response_empty(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.answer = status, dict(headers), b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answer = status, dict(headers), body

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.answer = status, dict(headers), file.encode()


def post(client: str) -> Any:
    headers = {"host": "x", "content-length": "15", "content-type": FORM}
    return SimpleNamespace(
        method="POST",
        path="/sparql",
        query_string="",
        server="x:80",
        client=f"{client}:1",
        http_version="1.1",
        scheme="http",
        headers=headers,
        authority=None,
    )


FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def gateway(small_store: Store) -> Iterator[Gateway]:
    class NotDirect:
        async def answer(self, *_: object) -> None:
            return None

    gateway = Gateway(
        create_app(small_store),
        NotDirect(),  # type: ignore[arg-type]
        threads=2,
        seconds=5,
        most_body=lambda _: 100,
        under_way=UnderWay(2),
    )
    yield gateway
    gateway._threads.shutdown()
    gateway._quick.shutdown()


def get(client: str, path: str) -> Any:
    asked = post(client)
    asked.method, asked.path, asked.headers = "GET", path, {"host": "x"}
    return asked


def test_clients_take_turns_for_threads_and_health_needs_none(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of ten requests of one client two run; another client's comes next, health at once."""
    gateway._under_way = UnderWay(100)
    free, answered = threading.Semaphore(0), []

    def app(environ: dict[str, Any], start: Any) -> list[bytes]:
        if environ["PATH_INFO"] != "/health":
            assert free.acquire(timeout=10)
        answered.append((environ["REMOTE_ADDR"], environ["PATH_INFO"]))
        start("200 OK", [])
        return []

    monkeypatch.setattr(gateway, "_app", app)

    async def run() -> None:
        asked = [get("1.1.1.1", "/articles")] * 10 + [get("1.1.1.2", "/articles")]
        tasks = [asyncio.ensure_future(gateway.__rsgi__(each, Exchange())) for each in asked]
        await asyncio.sleep(0.05)
        await gateway.__rsgi__(get("1.1.1.3", "/health"), Exchange())
        assert answered == [("1.1.1.3", "/health")]
        for _ in range(3):
            free.release()
            await asyncio.sleep(0.02)
        free.release(20)
        await asyncio.gather(*tasks)

    asyncio.run(asyncio.wait_for(run(), 10))
    assert ("1.1.1.2", "/articles") in answered[:4]
    assert len(answered) == 12


def test_one_client_has_so_many_requests_under_way(gateway: Gateway) -> None:
    """The third is told so, another client is served, and later all is as before."""

    async def run() -> None:
        slow: list[Any] = [Exchange(), Exchange()]
        tasks = [asyncio.ensure_future(gateway.__rsgi__(post("1.1.1.1"), each)) for each in slow]
        await asyncio.sleep(0)
        quick: list[Any] = [Exchange(), Exchange(), Exchange()]
        third, other, later = quick
        for each in quick:
            each.sent.set()
        await gateway.__rsgi__(post("1.1.1.1"), third)
        await gateway.__rsgi__(post("1.1.1.2"), other)
        assert third.answer is not None
        assert other.answer is not None
        status, headers, body = third.answer
        assert (status, headers["retry-after"]) == (429, "1")
        assert json.loads(body)["type"] == "/problems#too-many-requests"
        assert other.answer[0] == 200
        for each in slow:
            each.sent.set()
        await asyncio.gather(*tasks)
        await gateway.__rsgi__(post("1.1.1.1"), later)
        assert [each.answer and each.answer[0] for each in (*slow, later)] == [200] * 3

    asyncio.run(run())
