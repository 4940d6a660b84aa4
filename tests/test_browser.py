"""The pages in a real browser: what a reader sees, also on a phone."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from werkzeug.serving import make_server

from caregraph.api.app import create_app
from caregraph.graph.store import Store

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="module")
def browser() -> str:
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser here to look at the pages with: none of {', '.join(BROWSERS)}")
    return found


@pytest.fixture(scope="module")
def site(small_store: Store) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(small_store), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def run(browser: str, folder: Path, *options: str) -> str:
    command = [
        browser,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        f"--user-data-dir={folder / 'profile'}",
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "3</strong> articles"),
        ("/organisation/XAV.html", '<th scope="col">Overall</th>'),
        ("/sparql?query=SELECT+DISTINCT+%3Ft+%7B%3Ft+a+cg:Trust%7D", 'href="/organisation/XBC"'),
        ("/nothing-here", "the data says nothing of"),
    ],
)
def test_a_page_is_what_we_meant(
    browser: str, site: str, tmp_path: Path, path: str, expected: str
) -> None:
    dom = run(browser, tmp_path, "--dump-dom", site + path)
    assert expected in dom
    assert "Content Security Policy" not in dom


@pytest.mark.parametrize(("name", "size"), [("wide", "1200,900"), ("phone", "390,844")])
def test_a_page_can_be_drawn(browser: str, site: str, tmp_path: Path, name: str, size: str) -> None:
    """A picture with more than one colour came out: style sheet and layout were loaded."""
    picture = tmp_path / f"{name}.png"
    run(browser, tmp_path, f"--window-size={size}", f"--screenshot={picture}", f"{site}/articles")
    assert picture.stat().st_size > 5_000
