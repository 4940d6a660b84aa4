"""The commands as a user types them: what goes to stdout, what to stderr, and the exit status."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest
from click.testing import CliRunner, Result
from rdflib import Dataset, Graph

from caregraph.api.cli import cli
from caregraph.graph.reasoning.second_opinion import Difference
from caregraph.graph.store import Store

COMMANDS = (
    *("build", "draw", "explain", "export", "facts", "network", "query"),
    *("retract", "serve", "validate"),
)
RATED = "SELECT DISTINCT ?claim { ?claim a cg:RatingClaim }"
RATED_GRAPH = "CONSTRUCT WHERE { ?claim a cg:RatingClaim }"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a command in a folder of its own, with no setting of the user's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CAREGRAPH_STORE", raising=False)

    def invoke(*args: object, stdin: str | None = None) -> Result:
        return CliRunner().invoke(cli, [str(arg) for arg in args], input=stdin)

    return invoke


@pytest.fixture(scope="session")
def built(tmp_path_factory, article_folder) -> Path:
    """A store on disk built from our own articles; tests only read it."""
    folder = tmp_path_factory.mktemp("built") / "store"
    args = ["--store", str(folder), "build", str(article_folder), "--no-reasoning"]
    result = CliRunner().invoke(cli, args)
    assert result.exit_code == 0, result.output
    return folder


def sentence(result: Result, exit_code: int = 1) -> str:
    """The one sentence of an error, which leaves stdout empty."""
    assert result.exit_code == exit_code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    lines = result.stderr.strip().splitlines()
    if exit_code == 1:
        assert len(lines) == 1
    assert lines[-1].startswith("Error: ")
    return lines[-1]


def test_help_explains_every_command_in_a_line(run):
    result = run("--help")
    assert result.exit_code == 0
    assert sorted(cli.commands) == sorted(COMMANDS)
    for name in COMMANDS:
        (line,) = [line for line in result.stdout.splitlines() if line.startswith(f"  {name} ")]
        assert line.endswith(".")
        assert not line.endswith("...")


def test_help_needs_nothing_heavy():
    script = (
        "import sys; from caregraph.api.cli import cli\n"
        "try: cli.main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'pyoxigraph', 'rdflib', 'flask', 'trafilatura', 'networkx', 'matplotlib'}\n"
        "print(heavy & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stderr.strip() == "set()"


def test_version_is_told(run):
    assert run("--version").stdout.startswith("caregraph ")


def test_build_prints_its_summary_and_makes_the_store_where_it_is_told(
    run, article_folder, tmp_path
):
    result = run("build", article_folder, "--no-reasoning")
    assert result.exit_code == 0
    lines = dict(line.split(": ", 1) for line in result.stdout.splitlines()[:4])
    assert lines["articles"] == "3 new, 0 unchanged, 0 failed"
    assert "ratings" in lines["facts"]
    assert "Harrow Vale Hospitals NHS Trust" in lines["names not linked"]
    assert lines["validation"] == "no violations"
    assert (tmp_path / "caregraph-store" / "CURRENT").is_file()
    again = run("--store", "caregraph-store", "build", article_folder, "--no-reasoning")
    assert again.stdout.startswith("articles: 0 new, 3 unchanged, 0 failed")


@pytest.mark.parametrize("way", ["before", "after", "setting"])
def test_the_store_is_named_in_three_ways(run, article_folder, tmp_path, monkeypatch, way):
    folder = tmp_path / "elsewhere"
    build = ["build", article_folder / "marsh-lane.txt", "--no-reasoning", "--no-validation"]
    if way == "setting":
        monkeypatch.setenv("CAREGRAPH_STORE", str(folder))
    before = ["--store", folder] if way == "before" else []
    after = ["--store", folder] if way == "after" else []
    assert run(*before, *build, *after).exit_code == 0
    assert folder.is_dir()


def test_a_failed_article_is_named_and_the_rest_is_stored(run, article_folder, tmp_path):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02")
    sources = ["empty.txt", "missing.txt", "binary.txt", article_folder]
    result = run("build", *sources, "--no-reasoning", "--no-validation")
    assert result.exit_code == 1
    assert result.stdout.startswith("articles: 3 new, 0 unchanged, 3 failed")
    told = [line for line in result.stderr.splitlines() if line.startswith("failed: ")]
    assert len(told) == 3
    for name, line in zip(("empty.txt", "missing.txt", "binary.txt"), told, strict=True):
        assert name in line


def test_a_missing_path_alone_makes_no_store(run, tmp_path):
    assert "no file or folder 'nowhere'" in sentence(run("build", "nowhere"))
    assert list(tmp_path.iterdir()) == []


def test_two_builds_at_once_leave_the_store_to_the_first(run, article_folder):
    with Store.open("caregraph-store"):
        result = run("build", article_folder)
    assert "in use by another process" in sentence(result)


def test_facts_of_one_article_are_a_document(run, article_folder):
    result = run("facts", article_folder / "harrow-vale.txt")
    assert result.exit_code == 0
    facts = json.loads(result.stdout)
    assert list(facts)[:3] == ["article", "organisations", "sites"]
    assert "Harrow Vale Hospitals NHS Trust" in {each["name"] for each in facts["organisations"]}
    for each in facts["ratings"]:
        assert each["evidence"]
        assert 0 < each["confidence"] <= 1


def test_facts_of_several_articles_are_json_lines(run, article_folder):
    result = run("facts", article_folder)
    documents = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(each["source"]).name for each in documents] == [
        "harrow-vale.txt",
        "marsh-lane.txt",
        "saved-page.html",
    ]


def test_facts_go_to_a_file_for_each_article(run, article_folder, tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One story."}\n{"text": "Another story."}\n')
    (tmp_path / "empty.txt").touch()
    result = run("facts", article_folder, tmp_path / "a.jsonl", "empty.txt", "--out", "deep/out")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "'empty.txt' is empty" in result.stderr
    names = sorted(path.name for path in (tmp_path / "deep" / "out").iterdir())
    expected = ["a-1.json", "a-2.json", "harrow-vale.json", "marsh-lane.json", "saved-page.json"]
    assert names == expected


def test_two_articles_of_one_name_overwrite_nothing(run, article_folder, tmp_path):
    (tmp_path / "marsh-lane.txt").write_text("Another article of that name.")
    result = run("facts", article_folder / "marsh-lane.txt", "marsh-lane.txt", "--out", "out")
    assert result.exit_code == 0
    assert len(list((tmp_path / "out").iterdir())) == 2
    assert "is written as marsh-lane-" in result.stderr


def test_facts_less_sure_are_left_out(run, article_folder):
    file = article_folder / "harrow-vale.txt"
    everything = json.loads(run("facts", file).stdout)
    sure = json.loads(run("facts", file, "--min-confidence", "0.9").stdout)
    for kind, facts in everything.items():
        if isinstance(facts, list):
            assert sure[kind] == [each for each in facts if each["confidence"] >= 0.9]
    assert json.loads(run("facts", file, "--min-confidence", "1").stdout)["article"]
    assert run("facts", file, "--min-confidence", "2").exit_code == 2


def test_queries_are_listed_with_their_sentence(run):
    result = run("query")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    names, sentences = lines[::2], lines[1::2]
    assert len(names) >= 15
    assert all(each.startswith("    ") and each.endswith(".") for each in sentences)


@pytest.mark.parametrize(
    ("form", "read"),
    [
        ("csv", lambda text: len(list(csv.DictReader(io.StringIO(text))))),
        ("tsv", lambda text: len(text.splitlines()) - 1),
        ("json", lambda text: len(json.loads(text)["results"]["bindings"])),
        ("xml", lambda text: text.count("<result>")),
        ("table", lambda text: len(text.splitlines()) - 2),
    ],
)
def test_a_query_from_stdin_answers_in_every_form(run, built, form, read):
    result = run("query", "-", "--format", form, "--store", built, stdin=RATED)
    assert result.exit_code == 0
    lines = run("query", "-", "--format", "nt", "--store", built, stdin=RATED_GRAPH)
    assert read(result.stdout) == len(lines.stdout.splitlines()) > 0


def test_a_query_from_a_file_and_by_name(run, built, tmp_path):
    (tmp_path / "mine.rq").write_text(RATED)
    assert len(run("query", "mine.rq", "--store", built).stdout.splitlines()) > 1
    named = run("query", "articles", "--store", built, "--format", "json")
    assert len(json.loads(named.stdout)["results"]["bindings"]) == 3


def test_yes_or_no_and_graphs_are_answers_too(run, built):
    assert (
        run("query", "-", "--store", built, "--format", "table", stdin="ASK {}").stdout == "yes\n"
    )
    query = "CONSTRUCT WHERE { ?claim a cg:RatingClaim ; cg:grade ?grade }"
    sizes = {
        len(
            Graph().parse(
                data=run("query", "-", *form, "--store", built, stdin=query).stdout, format=parser
            )
        )
        for form, parser in (
            ([], "turtle"),
            (["--format", "nt"], "nt"),
            (["--format", "rdf"], "xml"),
        )
    }
    assert len(sizes) == 1


@pytest.mark.parametrize(
    ("args", "stdin", "words"),
    [
        (["articels"], None, "no query named 'articels'; did you mean 'articles'?"),
        (["zzzz"], None, "no query named 'zzzz'; 'caregraph query' lists them"),
        (["-"], "INSERT DATA { <a:b> <a:b> 1 }", "the query is an update (INSERT)"),
        (["-"], "SELECT * {\n} ORDR BY ?s", "line 2, column 3: 'ORDR' is no word of SPARQL"),
        (["nowhere.rq"], None, "there is no query file 'nowhere.rq'"),
        (["-"], "SELECT ?x {\n ?x ", "line 2, column 5"),
        (["-", "--format", "cvs"], RATED, "no format named 'cvs'; did you mean 'csv'?"),
        (["-", "--format", "ttl"], RATED, "the answer is a table"),
        (["-", "--format", "csv"], "CONSTRUCT WHERE { ?s ?p ?o }", "the answer is a graph"),
        (["-"], "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "another endpoint"),
        (["articles", "--param", "organisaton=RNA"], None, "did you mean 'organisation'?"),
    ],
)
def test_a_query_that_can_not_be_answered_says_why(run, built, args, stdin, words):
    assert words in sentence(run("query", *args, "--store", built, stdin=stdin))


@pytest.mark.parametrize(
    ("name", "param", "told"),
    [
        ("improvements", "organisation=Dudly", "'Dudly', given as 'organisation'"),
        ("improvements", "service=maternty", "'maternty', given as 'service'"),
        ("improvements", "organisation=Dudley", ""),
        ("improvements", "organisation=any", ""),
        ("improvements", "organisation=RNA", ""),
        ("improvements", "service=surgery", ""),
        ("concerns-by-topic", "topic=training", ""),
        ("current-ratings", "on=2020-01-01", ""),
    ],
)
def test_a_name_that_nothing_stored_has_is_told_beside_the_empty_answer(
    run, built, name, param, told
):
    also = ("--param", "organisation=RNA") if name == "current-ratings" else ()
    result = run("query", name, "--param", param, *also, "--store", built)
    assert result.exit_code == 0
    assert (told in result.stderr) if told else result.stderr == ""
    assert "note" not in result.stdout


def test_a_malformed_parameter_is_a_usage_error(run, built):
    assert "name=value" in sentence(run("query", "articles", "--param", "x", "--store", built), 2)


@pytest.fixture(scope="session")
def articles_alone(built, tmp_path_factory) -> Path:
    """A store with the articles' graphs alone: quick to read back."""
    folder = tmp_path_factory.mktemp("alone") / "store"
    with Store.open(built, read_only=True) as whole, Store.open(folder) as store:
        for iri in whole.graphs():
            if "/article/" in iri:
                store.refill_graph(iri, whole.graph(iri))
        store.flush()
    return folder


@pytest.mark.parametrize(
    ("suffix", "parser", "graphs"),
    [
        ("ttl", "turtle", False),
        ("trig", "trig", True),
        ("nt", "nt", False),
        ("nq", "nquads", True),
        ("jsonld", "json-ld", True),
        ("rdf", "xml", False),
    ],
)
def test_export_writes_each_rdf_form(run, articles_alone, tmp_path, suffix, parser, graphs):
    assert run("export", f"out.{suffix}", "--store", articles_alone).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"out.{suffix}"]
    with Store.open(articles_alone, read_only=True) as store:
        stored = {quad if graphs else quad.triple for quad in store.engine}
    dataset = Dataset().parse(tmp_path / f"out.{suffix}", format=parser)
    assert (
        len(set(dataset.quads() if graphs else dataset.triples((None, None, None))))
        == len(stored)
        > 99
    )


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("out.graphml", b"graphml"),
        ("out.gexf", b"gexf"),
        ("out.cyjs", b"elements"),
        ("o.csv", b"source"),
    ],
)
def test_export_writes_the_network(run, built, tmp_path, name, root):
    assert run("export", name, "--store", built).exit_code == 0
    assert root in (tmp_path / name).read_bytes()[:300]


def test_export_leaves_a_pipe_and_a_link_what_they_are(run, articles_alone, tmp_path):
    pipe, link, target = tmp_path / "pipe", tmp_path / "link.nq", tmp_path / "target.nq"
    os.mkfifo(pipe)
    target.write_text("before")
    link.symlink_to(target)
    read = tmp_path / "read.nq"
    with read.open("wb") as kept, subprocess.Popen(["cat", str(pipe)], stdout=kept):
        assert run("export", pipe, "--format", "nq", "--store", articles_alone).exit_code == 0
    assert pipe.is_fifo(), "the export put a file in the place of the pipe"
    assert run("export", link, "--store", articles_alone).exit_code == 0
    assert link.is_symlink(), "the export put a file in the place of the link"
    assert target.read_bytes() == read.read_bytes()


def test_export_to_stdout_needs_a_form(run, built):
    result = run("export", "-", "--format", "nquads", "--store", built)
    lines = result.stdout_bytes.splitlines()
    assert len(lines) > 1000
    assert lines == sorted(lines)
    assert "add --format" in sentence(run("export", "-", "--store", built))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("out.tll", "no export form named 'tll'; did you mean"),
        ("out.qqq", "no export form named 'qqq'; there are turtle, trig, "),
        ("nowhere/out.ttl", "there is no folder 'nowhere'"),
        ("out", "has no suffix that tells the form"),
    ],
)
def test_an_export_that_can_not_be_written_says_why(run, built, tmp_path, file, words):
    assert words in sentence(run("export", file, "--store", built))
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_breaks_off_leaves_the_old_file(run, built, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    (tmp_path / "out.ttl").write_text("old")
    monkeypatch.setattr("caregraph.api.files_out.write_rdf", full)
    assert "no space left on device" in sentence(run("export", "out.ttl", "--store", built))
    assert (tmp_path / "out.ttl").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.ttl"]


@pytest.mark.parametrize(("name", "start"), [("out.svg", b"<?xml"), ("out.png", b"\x89PNG")])
def test_draw_makes_a_picture(run, built, tmp_path, name, start):
    assert run("draw", name, "--store", built).exit_code == 0
    assert (tmp_path / name).read_bytes().startswith(start)


def test_draw_of_one_entity_and_of_an_unknown_one(run, built, tmp_path):
    assert run("draw", "Harrow Vale", "out.svg", "--store", built).exit_code == 0
    assert "Harrow Vale" in (tmp_path / "out.svg").read_text(encoding="utf-8")
    assert "no entity named" in sentence(run("draw", "Harow Vale", "no.svg", "--store", built))
    assert not (tmp_path / "no.svg").exists()
    assert "wants quotes: 'Harrow Vale'" in sentence(run("draw", "Harrow", "Vale", "no.svg"), 2)


def test_retract_tells_what_it_took_out(run, article_folder):
    build = ["build", article_folder, "--no-reasoning", "--no-validation"]
    assert run(*build).exit_code == 0
    result = run("retract", "Marsh Lane clinic")
    assert result.exit_code == 0
    assert result.stdout.startswith("retracted https://w3id.org/caregraph/article/")
    assert "no article named" in sentence(run("retract", "Marsh Lane clinic"))
    assert run(*build).stdout.startswith("articles: 1 new, 2 unchanged")


def test_validate_tells_of_no_violation_and_of_one(run, built, tmp_path):
    assert run("validate", "--store", built).stdout == "no violations\n"
    with Store.open(tmp_path / "bad") as store:
        store.engine.update(
            "INSERT DATA { GRAPH <https://w3id.org/caregraph/article/0> {"
            " <https://example.org/claim> a <https://w3id.org/caregraph/ontology#RatingClaim> } }"
        )
    result = run("validate", "--store", tmp_path / "bad")
    assert result.exit_code == 1
    assert "<https://example.org/claim>" in result.stdout


def test_owlrl_gives_a_second_opinion_on_an_article(run, built, monkeypatch):
    result = run("validate", "--owlrl", "Marsh Lane", "--store", built)
    assert (result.exit_code, result.stdout.endswith(": owlrl infers the same\n")) == (0, True)
    monkeypatch.setattr(
        "caregraph.graph.reasoning.second_opinion.compare_article",
        lambda *_: Difference(("<a:a> <a:b> <a:c>",), ()),
    )
    result = run("validate", "--owlrl", "Marsh Lane", "--store", built)
    assert result.exit_code == 1
    assert "only caregraph infers: <a:a> <a:b> <a:c>\n" in result.stdout
    assert "no article named" in sentence(run("validate", "--owlrl", "Mash Lan", "--store", built))


@pytest.mark.parametrize(
    "args",
    [
        ["query", "articles"],
        ["export", "out.ttl"],
        ["draw", "out.svg"],
        ["retract", "0123456789abcdef"],
        ["validate"],
        ["serve"],
    ],
)
def test_without_a_store_each_command_says_how_to_make_one(run, tmp_path, args):
    assert "'caregraph build' makes one" in sentence(run(*args))
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_said(run, built):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", taken.getsockname()[1], "--store", built)
    assert "address already in use" in sentence(result)


def caregraph(*args: object, stdout: int | IO[bytes] | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "caregraph.api", *map(str, args)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, stdout=stdout, start_new_session=True)


def test_a_reader_that_has_seen_enough_is_no_error(built):
    with caregraph(
        "export", "-", "--format", "nq", "--store", built, stdout=subprocess.PIPE
    ) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_closed_stream_is_as_good_as_none(built, closed):
    command = f"{sys.executable} -m caregraph.api --store {built} query articles {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == (0 if closed == ">&-" else 4)


def test_workers_go_when_their_parent_is_killed(tmp_path, article_folder):
    text = (article_folder / "harrow-vale.txt").read_text(encoding="utf-8")
    records = (json.dumps({"text": f"{text} Copy {number}."}) for number in range(2000))
    (tmp_path / "many.jsonl").write_text("\n".join(records))
    store = tmp_path / "store"
    with caregraph("--store", store, "build", tmp_path / "many.jsonl", "--jobs", 2) as run:
        wait_for(lambda: any(store.glob("*.sst")) and len(session_of(run.pid)) > 2)
        workers = session_of(run.pid)
        assert len(workers) > 2
        run.kill()
    wait_for(lambda: not workers & session_of(run.pid))
    assert not workers & session_of(run.pid)


def session_of(leader: int) -> set[int]:
    """The processes of a session, but for its leader."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, _, session = (folder / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(session) == leader and state != "Z":
                found.add(int(folder.name))
    return found - {leader}


def test_control_c_leaves_a_store_that_the_next_build_completes(tmp_path, article_folder):
    text = (article_folder / "harrow-vale.txt").read_text(encoding="utf-8")
    (tmp_path / "many").mkdir()
    for number in range(600):
        (tmp_path / "many" / f"{number:03}.txt").write_text(f"{text}\nCopy {number}.\n")
    store = tmp_path / "store"
    with caregraph("--store", store, "build", tmp_path / "many", "--no-reasoning") as run:
        wait_for(lambda: any(store.glob("*.sst")) or run.poll() is not None)
        run.send_signal(signal.SIGINT)
        assert run.stderr
        errors = run.stderr.read()
    assert b"Traceback" not in errors
    with Store.open(store) as opened:
        articles = [iri for iri in opened.graphs() if "/article/" in iri]
        sizes = {sum(1 for _ in opened.graph(iri)) for iri in articles}
    assert len(sizes) <= 1


def wait_for(ready, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready() and time.monotonic() < end:
        time.sleep(0.05)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_full_disk_is_said(built):
    with open("/dev/full", "wb") as full:
        with caregraph("export", "-", "--format", "nq", "--store", built, stdout=full) as run:
            assert run.stderr
            errors = run.stderr.read().decode()
        assert run.returncode == 1
    assert "no space left on device" in errors.lower()
    assert "Traceback" not in errors
