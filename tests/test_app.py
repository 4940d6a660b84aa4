"""The service as a whole: one shape of errors, headers of safety, sizes, and serving for real."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from pathlib import Path
from urllib.request import urlopen

import pytest
from flask.testing import FlaskClient

from caregraph.api import problems
from caregraph.api.app import create_app
from caregraph.api.evaluation import Limits
from caregraph.api.serving import serve
from caregraph.api.settings import HOSTS, SERVICE_HOSTS, SETTINGS, TOKEN, TOKEN_FILE, settings
from caregraph.graph.errors import InputError, StoreError
from caregraph.graph.store import Store

ADDRESSES = (
    "/",
    "/articles",
    "/queries",
    "/sparql",
    "/search?q=alder",
    "/problems",
    "/health",
    "/dataset",
)


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


@pytest.mark.parametrize("address", [*ADDRESSES, "/organisation/XAV.html", "/nothing-here"])
def test_every_page_is_safe_to_show(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept": "text/html"})
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    page = response.get_data(as_text=True)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert page.count("<script") == len(scripts)
    for kind, text in scripts:
        assert kind == ' type="application/ld+json"', "data is no program, and the policy runs none"
        assert json.loads(text)["@context"] == "https://schema.org"
    assert not re.search(r"\sstyle=|\son\w+=|javascript:", page)
    assert not re.search(r'(?:src|<link[^>]*href)="https?:', page), "nothing from elsewhere"


ERRORS = [
    ("GET", "/nothing-here", 404),
    ("GET", "/article/0000000000000000", 404),
    ("GET", "/articles/0000000000000000", 404),
    ("GET", "/articles?page=none", 400),
    ("GET", "/articles?page=99", 404),
    ("GET", "/queries/nothing", 404),
    ("GET", "/sparql?query=nonsense", 400),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../app.py", 404),
    ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404),
    ("GET", "/organisation/%00", 404),
    ("GET", "/organisation/XAV.ttl?format=", 200),
    ("POST", "/articles", 405),
    ("DELETE", "/organisation/XAV", 405),
    ("PUT", "/sparql", 405),
]


@pytest.mark.parametrize(("method", "address", "status"), ERRORS)
def test_one_shape_of_errors(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert response.status_code == status
    if status == 200:
        return
    assert response.mimetype == "application/problem+json"
    members = json.loads(response.data)
    assert members["status"] == status
    assert members["title"]
    assert members["detail"]
    assert members["type"].removeprefix("/problems#") in problems.KINDS
    page = client.open(address, method=method, headers={"Accept": "text/html"})
    assert (page.status_code, page.mimetype) == (status, "text/html")


@pytest.mark.parametrize(
    "address", ["/queries/improvements.json?organisation=XAV&", "/search?q=alder&", "/articles?"]
)
def test_a_blank_parameter_is_as_none(client: FlaskClient, address: str) -> None:
    """So forms send what isn't filled in."""
    plain = client.get(address)
    blank = client.get(f"{address}format=%20%09")
    assert (blank.status_code, blank.mimetype) == (200, plain.mimetype)


MISTAKES = [
    ("/organisation/none", 404, "not-found", ""),
    ("/queries/improvement", 404, "unknown-name", "'improvements'"),
    ("/network/move", 404, "unknown-name", "'moves'"),
    ("/dumps/caregraph.zip", 404, "not-found", "caregraph.nq.gz"),
    ("/queries/improvements?organization=RNA", 400, "unknown-name", "'organisation'"),
    ("/queries/improvements?organisation=RNA&question=saf", 400, "unknown-name", "'safe'"),
    ("/network/moves?untl=2020-01-01", 400, "unknown-name", "'until'"),
    ("/search?q=a&kind=persn", 400, "unknown-name", "'person'"),
    ("/search?q=a&format=pdf", 406, "not-acceptable", ""),
]


@pytest.mark.parametrize(("address", "status", "kind", "offered"), MISTAKES)
def test_an_unknown_thing_is_404_and_an_unknown_value_400(
    client: FlaskClient, address: str, status: int, kind: str, offered: str
) -> None:
    members = json.loads(client.get(address).data)
    assert (members["status"], members["type"]) == (status, f"/problems#{kind}")
    assert offered in members["detail"]


def test_every_address_takes_head_and_options(client: FlaskClient) -> None:
    values = {"name": "improvements", "path": "organisation/XAV", "suffix": "json"}
    for rule in client.application.url_map.iter_rules():
        methods = rule.methods or set()
        if "filename" in rule.arguments or "GET" not in methods:
            continue
        address = re.sub(r"<(?:\w+:)?(\w+)>", lambda each: values.get(each[1], "1"), rule.rule)
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.data) == (got.status_code, b""), address
        options = client.options(address)
        assert options.status_code == 200, address
        assert {"GET", "HEAD", "OPTIONS"} <= set(options.headers["Allow"].split(", ")), address


def test_all_kinds_are_explained(client: FlaskClient) -> None:
    page = client.get("/problems").get_data(as_text=True)
    assert all(f'id="{kind}"' in page for kind in problems.KINDS)
    source = "".join(
        path.read_text(encoding="utf-8") for path in Path(problems.__file__).parent.glob("*.py")
    )
    used = set(re.findall(r'(?:Problem|__init__)\(\s*\d{3}, "([\w-]+)"', source))
    assert used <= set(problems.KINDS)


def test_an_unexpected_error_says_nothing_of_the_inside(
    small_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(small_store)

    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setitem(app.view_functions, "health.ready", fail)
    response = app.test_client().get("/health")
    assert response.status_code == 500
    assert b"secret" not in response.data
    assert json.loads(response.data)["type"] == "/problems#internal-error"


def test_too_large(client: FlaskClient) -> None:
    assert client.get("/search?q=" + "x" * 40_000).status_code == 414
    assert client.get("/", headers={"X-Long": "x" * 40_000}).status_code == 431


BAD_HOSTS = ["x,y", "x y", "a/b", 'x"y', "x:port", "x@y", "[::1", "é.example", "x:", "", ".", "<x>"]


@pytest.mark.parametrize("host", BAD_HOSTS)
@pytest.mark.parametrize("address", ["/context.jsonld", "/organisation/XAV.jsonld", "/"])
def test_a_host_that_is_none_is_refused(client: FlaskClient, address: str, host: str) -> None:
    """It would go into the addresses that answers hold."""
    response = client.get(address, headers={"Host": host})
    assert response.status_code == 400
    assert "host" in json.loads(response.data)["detail"]


def test_hosts_may_be_listed(small_store: Store) -> None:
    chosen = settings({HOSTS: "graph.example, localhost:8000, ::1"})
    client = create_app(small_store, settings=chosen).test_client()
    for host, status in [
        ("graph.example", 200),
        ("GRAPH.example:444", 200),
        ("localhost:8000", 200),
        ("[::1]:8000", 200),
        ("localhost", 400),
        ("evil.example", 400),
    ]:
        assert client.get("/problems", headers={"Host": host}).status_code == status


def test_health_robots_and_mark(client: FlaskClient) -> None:
    assert json.loads(client.get("/health").data) == {"status": "ok"}
    assert "Disallow: /sparql" in client.get("/robots.txt").get_data(as_text=True)
    assert client.get("/favicon.ico").headers["Location"] == "/static/mark.svg"


def test_settings_come_from_the_environment() -> None:
    found = settings({"CAREGRAPH_QUERY_SECONDS": "3", "CAREGRAPH_QUERY_MEGABYTES": "256"})
    assert (found.limits.seconds, found.limits.memory) == (3, 256 << 20)
    assert found.limits.rows == Limits().rows
    assert settings({"CAREGRAPH_QUERY_WORKERS": "5"}).query_workers == 5
    assert settings({"CAREGRAPH_QUERY_ROWS": " "}) == settings({})
    assert settings({"CAREGRAPH_QUERY_SECONDS": "0.5"}).limits.seconds == 0.5
    for seconds in ("0", "0.01", "-1", "1e3", "inf", "nan", ".5", "1,5"):
        with pytest.raises(InputError, match=r"SECONDS is .*; give seconds from"):
            settings({"CAREGRAPH_QUERY_SECONDS": seconds})


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "1e3", "99999999", "²"])
def test_a_wrong_setting_is_one_sentence(value: str) -> None:
    with pytest.raises(InputError, match=r"CAREGRAPH_QUERY_ROWS is .*; give a whole number"):
        settings({"CAREGRAPH_QUERY_ROWS": value})


def test_without_a_store_the_setting_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAREGRAPH_STORE", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="no store at"):
        create_app()


@pytest.fixture
def taken() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def test_a_taken_port_is_one_sentence(stored: Path, taken: socket.socket) -> None:
    with taken, pytest.raises(InputError, match=r"port \d+: address already in use; choose"):
        serve(stored, "127.0.0.1", taken.getsockname()[1])


def test_it_serves(stored: Path) -> None:
    """The real server: it prints its address, answers, and ends when asked to."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    call = f"serve({str(stored)!r}, port={port}, workers=1)"
    server = subprocess.Popen(
        [sys.executable, "-c", f"from caregraph.api.serving import serve; {call}"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        site = f"http://127.0.0.1:{port}"
        assert _json(f"{site}/health", patience=20)["status"] == "ok"
        asked = _json(f"{site}/sparql?query=ASK%20%7B%20%3Fs%20a%20cg:Trust%20%7D", patience=5)
        assert asked["boolean"] is True
    finally:
        server.send_signal(signal.SIGINT)
        printed, _ = server.communicate(timeout=40)
    assert site in printed
    assert "Three things to try" in printed


def _json(address: str, *, patience: float) -> dict[str, object]:
    end = time.monotonic() + patience
    while True:
        try:
            with urlopen(address, timeout=patience) as response:
                answer: dict[str, object] = json.load(response)
                return answer
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def test_all_settings_are_documented() -> None:
    text = (Path(__file__).parents[1] / "docs/serving.md").read_text(encoding="utf-8")
    names = {setting.name for setting in SETTINGS}
    names |= {TOKEN, TOKEN_FILE, SERVICE_HOSTS, HOSTS, "CAREGRAPH_STORE"}
    rows = dict(re.findall(r"^\| `(CAREGRAPH_\w+)` \| ([^|]+) \|", text, re.MULTILINE))
    assert set(rows) == {*names, "CAREGRAPH_BASE"}
    defaults = settings({})
    assert rows["CAREGRAPH_QUERY_SECONDS"] == f"{defaults.limits.seconds:g}"
    assert rows["CAREGRAPH_QUERY_ROWS"] == str(defaults.limits.rows)
    assert rows["CAREGRAPH_WRITE_MEGABYTES"] == str(defaults.write_size >> 20)


def test_tokens_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text("# those who write\n\nfirst-token\n  second-token \n")
    chosen = settings({TOKEN: "third-token", TOKEN_FILE: str(file)})
    for token in ("first-token", "second-token", "third-token"):
        assert chosen.tokens.allow(f"Bearer {token}")
        assert chosen.tokens.allow("Basic " + b64encode(f"anyone:{token}".encode()).decode())
    for wrong in (None, "", "Bearer", "Bearer ", "Bearer # those who write", "first-token"):
        assert not chosen.tokens.allow(wrong)
    assert "token" not in repr(chosen.tokens).lower().replace("tokens", "")
    assert not settings({TOKEN: " "}).tokens
    with pytest.raises(InputError, match="can't be read"):
        settings({TOKEN_FILE: str(tmp_path / "none")})
