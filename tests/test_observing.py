"""What the service tells of itself: health, metrics, request ids, logs; and how it slows down."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from caregraph.api.app import create_app
from caregraph.api.rate import Rate, make_table
from caregraph.api.settings import Settings
from caregraph.graph.store import Store


@pytest.fixture
def client(small_store: Store) -> FlaskClient:
    return create_app(small_store).test_client()


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "rates"
    make_table(path, b"a secret")
    return path


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready"])
def test_health(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert json.loads(response.data) == {"status": "ok"}
    assert response.headers["Cache-Control"] == "no-store"


def test_metrics_count_requests_and_queries(client: FlaskClient) -> None:
    client.get("/sparql?query=ASK%7B%7D")
    client.get("/sparql?query=nonsense")
    client.open("/", method="ODD")
    text = client.get("/metrics").get_data(as_text=True)
    assert re.search(r'caregraph_requests_total\{endpoint="sparql.sparql",.*status="200"\}', text)
    assert 'caregraph_queries_total{outcome="answered"}' in text
    assert 'caregraph_queries_total{outcome="query-error"}' in text
    assert 'method="other"' in text
    assert "ODD" not in text
    assert "caregraph_request_seconds_bucket" in text


def test_a_request_keeps_its_id_or_gets_one(client: FlaskClient) -> None:
    given = client.get("/health", headers={"X-Request-Id": "from-the-proxy.1"})
    assert given.headers["X-Request-Id"] == "from-the-proxy.1"
    for bad in ("", "two words", "x" * 65, "é"):
        made = client.get("/health", headers={"X-Request-Id": bad})
        assert re.fullmatch("[0-9a-f]{32}", made.headers["X-Request-Id"])


@pytest.mark.parametrize("with_query", [False, True])
def test_logs_hold_no_query_unless_asked(
    small_store: Store, caplog: pytest.LogCaptureFixture, with_query: bool
) -> None:
    client = create_app(small_store, settings=Settings(log_queries=int(with_query))).test_client()
    with caplog.at_level(logging.INFO, "caregraph.requests"):
        client.get("/sparql?query=ASK%7B%20%3Fsecret%20a%20%3Fx%20%7D")
        client.get("/nothing%0A-here", headers={"Authorization": "Bearer hidden"})
    lines = [json.loads(record.message) for record in caplog.records]
    assert [(line["path"], line["status"]) for line in lines] == [
        ("/sparql", 200),
        ("/nothing\n-here", 404),
    ]
    assert all("\n" not in record.message for record in caplog.records)
    assert ("secret" in caplog.text) is with_query
    assert "hidden" not in caplog.text
    assert {"time", "id", "client", "method", "bytes", "ms"} <= set(lines[0])


def test_a_client_is_told_to_slow_down(small_store: Store, table: Path) -> None:
    client = create_app(small_store, rate=Rate(table, 8)).test_client()
    assert [client.get("/problems").status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/problems")
    assert json.loads(refused.data)["type"] == "/problems#too-many-requests"
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/health").status_code == 200, "whoever watches the service isn't counted"
    other = client.get("/problems", environ_base={"REMOTE_ADDR": "10.0.0.9"})
    assert other.status_code == 200


def test_workers_count_together_and_networks_as_one(table: Path) -> None:
    one, other = Rate(table, 4), Rate(table, 4)
    assert one.wait("2001:db8::1") == 0
    assert other.wait("2001:db8::2") > 0
    assert other.wait("2001:db8:0:1::2") == 0


def test_addresses_behind_proxies_count_if_set(small_store: Store, table: Path) -> None:
    client = create_app(
        small_store, rate=Rate(table, 4), settings=Settings(proxies=1)
    ).test_client()
    forwarded = [("203.0.113.1", 200), ("203.0.113.1", 429), ("203.0.113.2", 200)]
    for address, status in forwarded:
        response = client.get("/problems", headers={"X-Forwarded-For": f"9.9.9.9, {address}"})
        assert response.status_code == status
