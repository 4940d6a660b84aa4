"""How long a build of many articles takes, and how much memory, without reasoning and validation.

Run ``python -m benchmarks.build [ARTICLES]`` in a checkout that has the corpus at
``../shared/corpus``: its articles are repeated, each copy with a line of its own, until there are
that many (5,000 unless told).
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.extraction import CORPUS

MIB = 1024


def lay_out(folder: Path, articles: int) -> None:
    """Write that many article files, no two alike."""
    texts = sorted(CORPUS.glob("*/*.txt"))
    for number, path in enumerate(islice(cycle(texts), articles)):
        copy = f"{path.read_text('utf-8')}\n\nCopy {number}.\n"
        (folder / f"{number:06}-{path.stem}.txt").write_text(copy, "utf-8")


def build(source: Path, store: Path) -> tuple[float, int]:
    """Seconds taken, and the peak memory in MiB of the largest of the processes."""
    command = [sys.executable, "-m", "caregraph.api", "--store", str(store), "build", str(source)]
    start = time.perf_counter()
    subprocess.run([*command, "--no-reasoning", "--no-validation"], check=True)
    seconds = time.perf_counter() - start
    return seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // MIB


def main() -> int:
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    if not CORPUS.is_dir():
        print(f"no corpus at {CORPUS}: nothing to build", file=sys.stderr)
        return 2
    with TemporaryDirectory() as folder:
        source = Path(folder) / "articles"
        source.mkdir()
        lay_out(source, articles)
        seconds, peak = build(source, Path(folder) / "store")
    rate = articles / seconds
    print(
        f"{articles} articles: {seconds:.1f} s, {rate:.0f} articles/s, largest process {peak} MiB"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
