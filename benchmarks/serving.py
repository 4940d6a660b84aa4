"""Requests a second of the service, all its protections on, beside the bare ``oxigraph`` server.

Run ``python -m benchmarks.serving``; it wants ``wrk`` and the ``oxigraph`` program on the path
(``--oxigraph`` names another: the PyPI package ``oxigraph`` has it). A store of a million quads is
made on disk; both servers run over copies of it, and are asked by turns, round after round, with
no two light queries alike, after a round that doesn't count. What is printed is the median of each,
their ratio, and what a request costs each server in processor time, which a busy machine changes
less.

There are two light queries: a lookup, which our gateway answers by itself, and a join of two
patterns with a LIMIT, which goes to a process that can be killed, as do the other two.
``oxigraph`` runs without its ``--timeout-s``: each query then leaves a thread that sleeps until the
limit, and at thousands of queries a second there is soon no room for more of them.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from caregraph.graph.store import Store
from caregraph.graph.vocabulary import BASE, CG, DCTERMS, RDF, RDFS

CLAIMS = 45
"""Claims of one article; with the article's own statements some 275 quads."""

GRADES = ("inadequate", "requires-improvement", "good", "outstanding")
QUESTIONS = ("safe", "effective", "caring", "responsive", "well-led", "overall")

LOOKUP = f"SELECT ?p ?o WHERE {{ <{BASE}article/%d/claim/rating-%d> ?p ?o }}"
JOIN = (
    f"SELECT ?value ?label WHERE {{ <{BASE}article/%d/claim/rating-%d> ?property ?value ;"
    f" <{RDFS.label.value}> ?label }} LIMIT 10"
)
HEAVY = (
    f"SELECT ?grade ?year (COUNT(?claim) AS ?claims) WHERE {{ ?claim <{CG.about.value}>"
    f" <{BASE}organisation/R7> ; <{CG.grade.value}> ?grade ; <{CG.statedIn.value}> ?article ."
    f" ?article <{DCTERMS.issued.value}> ?issued }} GROUP BY ?grade (YEAR(?issued) AS ?year)"
)
LARGE = f"SELECT ?claim ?label WHERE {{ ?claim <{RDFS.label.value}> ?label }} LIMIT 5000"
QUERIES = {"lookup": LOOKUP, "light join": JOIN, "heavy": HEAVY, "5,000 rows": LARGE}
CLIENTS = {"lookup": 8, "light join": 8, "heavy": 4, "5,000 rows": 4}
"""Connections that ask at a time."""

SCRIPT = """
local counter, step = 0, 7919
function setup(thread) thread:set("start", math.random(1000000)) end
function init() counter = start end
local function encoded(text)
  return (text:gsub("[^%w]", function(c) return string.format("%%%02X", string.byte(c)) end))
end
function request()
  counter = counter + step
  local query = string.format(QUERY, counter % ARTICLES, counter % CLAIMS)
  return wrk.format("GET", wrk.path .. "?query=" .. encoded(query))
end
function done(summary)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.timeout
  io.write("ANSWERED ", summary.requests, " FAILED ", failed, "\\n")
end
"""


def statements(articles: int) -> Iterator[str]:
    """N-Quads of articles with ratings, the same for the same number."""
    day = '"{}-{:02}-{:02}"^^<http://www.w3.org/2001/XMLSchema#date>'
    for number in range(articles):
        article = f"<{BASE}article/{number}>"
        issued = day.format(2012 + number % 12, 1 + number % 12, 1 + number % 28)
        for predicate, value in (
            (RDF.type, CG.Article),
            (DCTERMS.issued, issued),
            (DCTERMS.title, f'"Article {number}"'),
            (CG.mentions, f"<{BASE}organisation/R{number % 200}>"),
            (CG.mentions, f"<{BASE}organisation/R{(number + 1) % 200}>"),
        ):
            yield f"{article} {predicate} {value} {article} ."
        for place in range(CLAIMS):
            yield from _claim(article, number, place)


def _claim(article: str, number: int, place: int) -> Iterator[str]:
    claim = f"{article[:-1]}/claim/rating-{place}>"
    grade = GRADES[(number + place) % 4]
    for predicate, value in (
        (RDF.type, CG.RatingClaim),
        (CG.statedIn, article),
        (CG.about, f"<{BASE}organisation/R{(number + place % 2) % 200}>"),
        (CG.question, f"<{BASE}question/{QUESTIONS[place % 6]}>"),
        (CG.grade, f"<{BASE}rating/{grade}>"),
        (RDFS.label, f'"organisation R{number % 200}: {grade} for claim {place} of {number}"'),
    ):
        yield f"{claim} {predicate} {value} {article} ."


def make_store(path: Path, quads: int) -> int:
    """A store on disk of about so many quads; how many articles it has."""
    articles = max(1, quads // (5 + 6 * CLAIMS))
    with Store.open(path) as store:
        store.add_graphs("\n".join(statements(articles)).encode())
        store.engine.optimize()
        store.flush()
    return articles


@contextmanager
def serving(command: list[str], site: str) -> Iterator[int]:
    """A server, from when it answers until it has ended; gives its process."""
    environment = {**os.environ, "CAREGRAPH_QUIET": "1"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as server:
        try:
            _wait_for(site)
            yield server.pid
        finally:
            server.send_signal(signal.SIGTERM)


def _wait_for(site: str) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            with urlopen(f"{site}?query=ASK%20%7B%7D", timeout=5):
                return
        except OSError as error:
            if time.monotonic() > end:
                raise SystemExit(f"there is no answer from {site}: {error}") from error
            time.sleep(0.2)


def spent(process: int) -> float:
    """Seconds of a processor that the process and those it started have taken, ended ones too."""
    taken: dict[int, int] = {}
    started: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        taken[int(entry.name)] = sum(map(int, fields[11:15]))
        started.setdefault(int(fields[1]), []).append(int(entry.name))
    ticks, left = 0, [process]
    while left:
        one = left.pop()
        ticks += taken.get(one, 0)
        left += started.get(one, [])
    return ticks / os.sysconf("SC_CLK_TCK")


def settle(processes: Iterable[int]) -> None:
    """Wait until no server works any more at what its clients have left behind."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        before = sum(map(spent, processes))
        time.sleep(0.5)
        if sum(map(spent, processes)) - before < 0.05:
            return


def rate(address: str, script: Path, seconds: int, connections: int) -> tuple[float, int]:
    """Requests a second that ``wrk`` counted, and all; any that failed ends the benchmark."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s"]
    accept = "Accept: application/sparql-results+json"
    ran = subprocess.run(
        [*command, "-H", accept, "-s", str(script), address], capture_output=True, text=True
    )
    found = re.search(r"Requests/sec:\s*([\d.]+)", ran.stdout)
    ended = re.search(r"ANSWERED (\d+) FAILED (\d+)", ran.stdout)
    if not found or not ended or ended[2] != "0" or ended[1] == "0":
        raise SystemExit(f"requests to {address} failed:\n{ran.stdout}{ran.stderr}")
    return float(found[1]), int(ended[1])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def compare(folder: Path, chosen: argparse.Namespace) -> None:
    """Serve, ask and print."""
    begun = time.perf_counter()
    articles = make_store(folder / "store", chosen.quads)
    shutil.copytree(folder / "store", folder / "other")
    print(f"{articles} articles in {time.perf_counter() - begun:.0f} s", flush=True)
    ours, theirs = free_port(), free_port()
    own = f"from caregraph.api.serving import serve; serve({str(folder / 'store')!r}, port={ours})"
    bare = [chosen.oxigraph, "serve-read-only", "--union-default-graph"]
    bare += ["--location", str(folder / "other"), "--bind", f"127.0.0.1:{theirs}"]
    sites = {
        "caregraph": f"http://127.0.0.1:{ours}/sparql",
        "oxigraph": f"http://127.0.0.1:{theirs}/query",
    }
    with (
        serving([sys.executable, "-c", own], sites["caregraph"]) as own_process,
        serving(bare, sites["oxigraph"]) as bare_process,
    ):
        processes = {"caregraph": own_process, "oxigraph": bare_process}
        for name, query in QUERIES.items():
            script = folder / "script.lua"
            script.write_text(f"QUERY, ARTICLES, CLAIMS = '{query}', {articles}, {CLAIMS}{SCRIPT}")
            _by_turns(name, sites, processes, script, chosen)


def _by_turns(
    name: str,
    sites: dict[str, str],
    processes: dict[str, int],
    script: Path,
    chosen: argparse.Namespace,
) -> None:
    """Ask each server in each round, the first of which warms them; print what it took."""
    rates: dict[str, list[float]] = {server: [] for server in sites}
    costs: dict[str, list[float]] = {server: [] for server in sites}
    for turn in range(chosen.rounds + 1):
        for server in sorted(sites, reverse=bool(turn % 2)):
            settle(processes.values())
            before = spent(processes[server])
            found, answered = rate(sites[server], script, chosen.seconds, CLIENTS[name])
            rates[server].append(found)
            costs[server].append(1000 * (spent(processes[server]) - before) / answered)
    _print(name, _measured(rates), _measured(costs))


def _measured(figures: dict[str, list[float]]) -> dict[str, list[float]]:
    return {server: found[1:] for server, found in figures.items()}


def _print(name: str, rates: dict[str, list[float]], costs: dict[str, list[float]]) -> None:
    middle = {server: statistics.median(found) for server, found in rates.items()}
    told = ", ".join(
        f"{server} {middle[server]:.1f}/s ({min(found):.1f}-{max(found):.1f}),"
        f" {statistics.median(costs[server]):.3f} ms of a processor each"
        for server, found in rates.items()
    )
    print(f"{name}: ratio {middle['caregraph'] / middle['oxigraph']:.2f}; {told}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oxigraph", default="oxigraph", help="the program to compare with")
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    for program in ("wrk", chosen.oxigraph):
        if shutil.which(program) is None:
            print(f"there is no program {program!r} here", file=sys.stderr)
            return 2
    with TemporaryDirectory() as folder:
        compare(Path(folder), chosen)
    return 0


if __name__ == "__main__":
    sys.exit(main())
