"""Fixtures that tests share: article files, a store, and a small graph with known answers.

The small graph is of three invented articles about two invented trusts.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from caregraph.graph import identifiers
from caregraph.graph.article import Article
from caregraph.graph.extraction.document import Document
from caregraph.graph.extraction.entities import Entities, Mention
from caregraph.graph.facts import (
    Action,
    ArticleFacts,
    Attribution,
    Finding,
    Inspection,
    Measure,
    Organisation,
    OrganisationKind,
    Person,
    Quote,
    Rating,
    Site,
    Span,
)
from caregraph.graph.identity import write_identity
from caregraph.graph.ledger import write_ledger
from caregraph.graph.mapping import map_article
from caregraph.graph.store import Store

ALDER, BRAMBLE = "Alder Vale NHS Foundation Trust", "Bramble Coast NHS Trust"
CQC, HOSPITAL, CLINIC = "Care Quality Commission", "Alder Vale Hospital", "Mossgate Clinic"
SURGERY, MATERNITY = "surgery", "maternity"

FIRST = """Alder Vale NHS Foundation Trust was rated requires improvement overall.
Surgery at Alder Vale Hospital was good, but safety there was inadequate.
The Care Quality Commission visited in March 2018. Inspectors found too few nurses on the wards.
Jo Marsh, chief executive, said: "We know that we have much to put right."
The trust was served with a warning notice. It was put into special measures."""

SECOND = """Alder Vale NHS Foundation Trust is now good overall, up from requires improvement.
At Alder Vale Hospital surgery improved to good for safety, and maternity fell to inadequate.
Ana Lund, a lead inspector of the Care Quality Commission, said: "Alder Vale has turned a corner."
Sam Reed, chief executive, welcomed it. Staff were kind.
The trust saw 88 per cent of patients within four hours against a target of 95 per cent.
Mossgate Clinic opened. The trust left special measures."""

THIRD = """Bramble Coast NHS Trust was rated inadequate for being safe. Safety was good, it said.
Jo Marsh, chair of the trust, spoke of Alder Vale, which it said was rated outstanding overall.
The trust was fined. It is in special measures."""

VOCABULARY = """
PREFIX cg: <https://w3id.org/caregraph/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://w3id.org/caregraph/>
<rating/inadequate> skos:prefLabel "Inadequate"@en ; cg:rank 1 .
<rating/requires-improvement> skos:prefLabel "Requires improvement"@en ; cg:rank 2 .
<rating/good> skos:prefLabel "Good"@en ; cg:rank 3 .
<rating/outstanding> skos:prefLabel "Outstanding"@en ; cg:rank 4 .
<question/overall> skos:prefLabel "Overall"@en . <question/safe> skos:prefLabel "Safe"@en .
<service/surgery> skos:prefLabel "Surgery"@en . <service/maternity> skos:prefLabel "Maternity"@en .
<movement/up> skos:prefLabel "Improved"@en . <movement/down> skos:prefLabel "Got worse"@en .
<topic/staffing> skos:prefLabel "Staffing"@en .
<action/fine> skos:prefLabel "Fine"@en .
<action/warning-notice> skos:prefLabel "Warning notice"@en .
"""

REFERENCE = """
PREFIX cg: <https://w3id.org/caregraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://w3id.org/caregraph/>
<organisation/XAV> a cg:Trust ; rdfs:label "Alder Vale NHS Foundation Trust" ; cg:odsCode "XAV" ;
  skos:altLabel "Alderdale Hospitals NHS Trust" .
<organisation/XBC> a cg:Trust ; rdfs:label "Bramble Coast NHS Trust" ; cg:odsCode "XBC" .
<organisation/cqc> a cg:Regulator ; rdfs:label "Care Quality Commission" ; skos:altLabel "CQC" .
<site/XAV01> a cg:Hospital ; rdfs:label "Alder Vale Hospital" ; cg:operatedBy <organisation/XAV> .
"""

REGISTER = """
PREFIX cg: <https://w3id.org/caregraph/ontology#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
BASE <https://w3id.org/caregraph/>
<register-entry/1> a cg:RegisterEntry ; cg:about <organisation/XAV> ;
  cg:question <question/overall> ;
  cg:grade <rating/requires-improvement> ; cg:reportedOn "2018-05-30"^^xsd:date .
<register-entry/2> a cg:RegisterEntry ; cg:about <organisation/XAV> ;
  cg:question <question/overall> ;
  cg:grade <rating/good> ; cg:reportedOn "2020-02-01"^^xsd:date .
"""


DECISIONS = """
PREFIX cg: <https://w3id.org/caregraph/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
BASE <https://w3id.org/caregraph/>
<decision/1> a cg:Decision ; rdfs:label "Jo Marsh" ;
  cg:verdict <verdict/same> ; cg:decidedBy "A reader" ;
  cg:compares <person/jo-marsh/XAV>, <person/jo-marsh/XBC> ; cg:because "she moved in 2019" .
"""


class Facts:
    """Makes facts of one article, each resting on words that must stand in it."""

    def __init__(self, text: str) -> None:
        self.text = text

    def carried(self, words: str, confidence: float = 0.95, also: str = "") -> dict[str, Any]:
        starts = [(self.text.index(part), part) for part in (words, also) if part]
        return {
            "evidence": tuple(Span(start, start + len(part)) for start, part in starts),
            "rule": "test.row",
            "confidence": confidence,
        }


def _first() -> tuple[Article, ArticleFacts]:
    on = Facts(FIRST).carried
    return _article(
        FIRST,
        title="Alder Vale told to improve",
        published="2018-06-01",
        organisations=(
            Organisation(name=ALDER, kind="trust", ods="XAV", code="XAV", **on(ALDER)),
            Organisation(name=CQC, kind="regulator", code="cqc", **on(CQC)),
        ),
        sites=(Site(name=HOSPITAL, operator=ALDER, code="XAV01", **on(HOSPITAL)),),
        people=(
            Person(
                name="Jo Marsh",
                kind="executive",
                role="chief executive",
                organisation=ALDER,
                **on("Jo Marsh, chief executive"),
            ),
        ),
        inspections=(
            Inspection(of=ALDER, start="2018-03", end="2018-03", **on("visited in March 2018")),
        ),
        ratings=(
            Rating(
                of=ALDER,
                service=None,
                question="overall",
                rating="requires-improvement",
                **on("was rated requires improvement overall"),
            ),
            Rating(
                of=HOSPITAL,
                service=SURGERY,
                question="overall",
                rating="good",
                **on("Surgery at Alder Vale Hospital was good"),
            ),
            Rating(
                of=HOSPITAL,
                service=SURGERY,
                question="safe",
                rating="inadequate",
                **on("safety there was inadequate", 0.6),
            ),
        ),
        findings=(
            Finding(
                polarity="concern",
                of=ALDER,
                quote="too few nurses on the wards",
                **on("too few nurses on the wards"),
            ),
        ),
        quotes=(
            Quote(
                speaker="Jo Marsh",
                starts="We know that we have much to put",
                about=(ALDER,),
                **on("We know that we have much to put right."),
            ),
        ),
        actions=(
            Action(
                kind="warning-notice",
                of=ALDER,
                quote="served with a warning notice",
                **on("served with a warning notice"),
            ),
            Action(
                kind="special-measures",
                of=ALDER,
                quote="put into special measures",
                **on("put into special measures"),
            ),
        ),
    )


def _second() -> tuple[Article, ArticleFacts]:
    on = Facts(SECOND).carried
    regulator = Attribution("regulator", "Ana Lund")
    return _article(
        SECOND,
        title="Alder Vale turns a corner",
        published="2020-02-10",
        organisations=(
            Organisation(name=ALDER, kind="trust", ods="XAV", code="XAV", **on(ALDER)),
            Organisation(name=CQC, kind="regulator", code="cqc", **on(CQC)),
        ),
        sites=(
            Site(name=HOSPITAL, operator=ALDER, code="XAV01", **on(HOSPITAL)),
            Site(name=CLINIC, operator=ALDER, **on(CLINIC)),
        ),
        people=(
            Person(
                name="Ana Lund",
                kind="inspector",
                role="lead inspector",
                organisation=CQC,
                **on("Ana Lund, a lead inspector"),
            ),
            Person(
                name="Sam Reed",
                kind="executive",
                role="chief executive",
                organisation=ALDER,
                **on("Sam Reed, chief executive"),
            ),
        ),
        ratings=(
            Rating(
                of=ALDER,
                service=None,
                question="overall",
                rating="good",
                previous="requires-improvement",
                trend="up",
                **on("now good overall, up from requires improvement"),
            ),
            Rating(
                of=HOSPITAL,
                service=SURGERY,
                question="safe",
                rating="good",
                trend="up",
                **on("surgery improved to good for safety"),
            ),
            Rating(
                of=HOSPITAL,
                service=MATERNITY,
                question="overall",
                rating="inadequate",
                trend="down",
                **on("maternity fell to inadequate"),
            ),
        ),
        findings=(
            Finding(polarity="praise", of=ALDER, quote="Staff were kind", **on("Staff were kind")),
        ),
        quotes=(
            Quote(
                speaker="Ana Lund",
                starts="Alder Vale has turned a corner.",
                about=(ALDER,),
                attribution=regulator,
                **on("Alder Vale has turned a corner."),
            ),
        ),
        measures=(
            Measure(
                quote="88 per cent of patients",
                value=88,
                unit="percent",
                of=ALDER,
                **on("88 per cent of patients"),
            ),
            Measure(
                quote="target of 95 per cent",
                value=95,
                unit="percent",
                of=ALDER,
                target=True,
                **on("target of 95 per cent"),
            ),
        ),
        actions=(
            Action(
                kind="leaves-special-measures",
                of=ALDER,
                quote="left special measures",
                **on("left special measures"),
            ),
        ),
    )


def _third() -> tuple[Article, ArticleFacts]:
    on = Facts(THIRD).carried
    return _article(
        THIRD,
        title="Bramble Coast in trouble",
        published="2020-03-01",
        organisations=(
            Organisation(name=BRAMBLE, kind="trust", ods="XBC", code="XBC", **on(BRAMBLE)),
            Organisation(name=ALDER, kind="trust", ods="XAV", code="XAV", **on("Alder Vale")),
        ),
        people=(
            Person(
                name="Jo Marsh",
                kind="executive",
                role="chair",
                organisation=BRAMBLE,
                **on("Jo Marsh, chair"),
            ),
        ),
        ratings=(
            Rating(
                of=BRAMBLE,
                service=None,
                question="safe",
                rating="inadequate",
                **on("rated inadequate for being safe"),
            ),
            Rating(
                of=BRAMBLE,
                service=None,
                question="safe",
                rating="good",
                **on("Safety was good"),
            ),
            Rating(
                of=ALDER,
                service=None,
                question="overall",
                rating="outstanding",
                **on("rated outstanding overall", also="NHS Trust was rated"),
            ),
        ),
        actions=(
            Action(kind="fine", of=BRAMBLE, quote="was fined", **on("was fined")),
            Action(
                kind="special-measures",
                of=BRAMBLE,
                quote="in special measures",
                **on("in special measures"),
            ),
        ),
    )


def _article(text: str, **facts: Any) -> tuple[Article, ArticleFacts]:
    return Article(text), ArticleFacts(sentences=Document(text).sentences, **facts)


def fill(store: Store) -> Store:
    """The three articles, tables, register, vocabulary, and who is who, put into a store."""
    for article, facts in (_first(), _second(), _third()):
        graph = identifiers.article(article.key)
        store.replace_graph(graph.value, map_article(article, facts))
    for name, turtle in (
        ("ontology", VOCABULARY),
        ("reference", REFERENCE),
        ("register", REGISTER),
        ("decisions", DECISIONS),
    ):
        store.engine.load(turtle.encode(), ox.RdfFormat.TURTLE, to_graph=identifiers.graph(name))
    write_identity(store)
    return store


@pytest.fixture(scope="session")
def small_store() -> Iterator[Store]:
    """The small graph; tests read it and leave it as it is."""
    with Store.open() as store:
        yield fill(store)


Serving = Callable[..., AbstractContextManager[str]]
"""Serves a store folder under settings of the environment; gives the address while it lasts."""


@pytest.fixture(scope="session")
def stored(small_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small graph on disk; tests read it and leave it as it is."""
    path = tmp_path_factory.mktemp("stored") / "store"
    with Store.open(path) as store:
        store.engine.bulk_extend(iter(small_store.engine))
        store.flush()
    return path


@pytest.fixture(scope="session")
def serving() -> Serving:
    """The real server as a process of its own, asked over real HTTP."""

    @contextmanager
    def serve(store: Path, *, workers: int = 1, **environment: str) -> Iterator[str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = (
            "from caregraph.api.serving import serve;"
            f" serve({str(store)!r}, port={port}, workers={workers})"
        )
        server = subprocess.Popen(
            [sys.executable, "-c", command],
            stdout=subprocess.DEVNULL,
            env={**os.environ, **environment},
        )
        try:
            _wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            assert server.wait(timeout=30) == 0

    return serve


@pytest.fixture(scope="session")
def served(serving: Serving, stored: Path) -> Iterator[str]:
    """A server of the small graph that only reads.

    It has one worker with one place for queries: what a query that goes on would block.
    """
    with serving(stored, CAREGRAPH_QUERY_WORKERS="1", CAREGRAPH_QUERY_SECONDS="60") as address:
        yield address


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and server.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("the server did not come up")


@pytest.fixture(scope="session")
def ledger_store(small_store: Store) -> Iterator[Store]:
    """The small graph with its ledger; tests read it and leave it as it is."""
    with Store.open() as store:
        store.engine.bulk_extend(iter(small_store.engine))
        write_ledger(store)
        yield store


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store in memory."""
    with Store.open() as opened:
        yield opened


@pytest.fixture(scope="session")
def article_folder() -> Path:
    """Articles of our own: two plain texts and a saved page."""
    return Path(__file__).parent / "articles"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The articles with known facts, which lie beside the project where it is developed."""
    folder = Path(__file__).parents[1].parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus isn't here: ../shared/corpus beside the project")
    return folder


_MARLOW: tuple[tuple[str, OrganisationKind, tuple[str, ...]], ...] = (
    ("Marlow Vale NHS Foundation Trust", "trust", ("the trust", "The trust")),
    (CQC, "regulator", ("CQC",)),
    ("Wardworkers", "body", ()),
)


@pytest.fixture(scope="session")
def entities_in() -> Callable[[str], Entities]:
    """What the entity stage would give for three invented organisations, without its tables."""

    def find(text: str) -> Entities:
        mentions = [
            Mention(Span(at, at + len(handle)), name, "organisation")
            for name, _, handles in _MARLOW
            for handle in (name, *handles)
            for at in range(len(text))
            if text.startswith(handle, at)
        ]
        organisations = tuple(
            Organisation(name=name, kind=kind, evidence=(), rule="test", confidence=1.0)
            for name, kind, _ in _MARLOW
        )
        mentions.sort(key=lambda mention: mention.span)
        return Entities(organisations, (), tuple(mentions), _MARLOW[0][0])

    return find
