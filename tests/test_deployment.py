"""The Dockerfile and the systemd unit: read, and held against what the project has and offers."""

from __future__ import annotations

import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from configparser import ConfigParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from caregraph.api.app import create_app
from caregraph.api.cli import cli
from caregraph.graph.store import Store

ROOT = Path(__file__).parents[1]
DOCS = (ROOT / "docs/serving.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def dockerfile() -> SimpleNamespace:
    read = runpy.run_path(str(ROOT / "deploy/dockerfile.py"))["stages"]
    *before, final = read((ROOT / "Dockerfile").read_text(encoding="utf-8"))
    return SimpleNamespace(before=before, final=final, read=read)


def test_the_image_is_slim_and_not_root(dockerfile: SimpleNamespace) -> None:
    stages = [*dockerfile.before, dockerfile.final]
    assert {stage.image for stage in stages} == {"python:3.11-slim"}
    assert dockerfile.final.last("USER").rest == "10001:10001"
    words = [each.word for each in dockerfile.final.instructions]
    assert words.index("USER") < words.index("ENTRYPOINT")
    copied = [each for each in dockerfile.final.instructions if each.word == "COPY"]
    assert [each.options for each in copied] == [{"from": "build"}], "nothing of the sources"
    assert all("pip" not in each.rest for each in dockerfile.final.instructions)


def test_what_the_image_copies_is_what_is_installed(dockerfile: SimpleNamespace) -> None:
    """Each folder of the package, nothing that is not there, nothing that is kept back."""
    sources = {
        source
        for each in dockerfile.before[0].instructions
        if each.word == "COPY"
        for source in each.words[:-1]
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = {name.split(".")[1] for name in project["tool"]["setuptools"]["packages"]}
    files = {project["project"]["readme"], *project["project"]["license-files"], "pyproject.toml"}
    assert sources == folders | files
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n!")[1:]
    assert {line.split("\n")[0] for line in let_in} == sources
    assert all((ROOT / source).exists() for source in sources)


def test_the_image_serves_as_the_command_does(
    dockerfile: SimpleNamespace, small_store: Store
) -> None:
    final = dockerfile.final
    (name, *none), command = final.last("ENTRYPOINT").words, final.last("CMD").words
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert (name in project["project"]["scripts"], none) == (True, [])
    assert_served(command)
    assert command[command.index("--port") + 1] == final.last("EXPOSE").rest
    check = final.last("HEALTHCHECK").rest
    (path,) = re.findall(rf"127\.0\.0\.1:{final.last('EXPOSE').rest}(/[a-z/]+)", check)
    assert create_app(small_store).test_client().get(path).status_code == 200
    (place,) = re.findall(r"CAREGRAPH_STORE=(\S+)", final.last("ENV").rest)
    assert Path(place).parent == Path(final.last("VOLUME").rest)


def assert_served(command: list[str]) -> None:
    """The command line is one that ``caregraph serve`` takes."""
    options = {each for option in cli.commands["serve"].params for each in option.opts}
    assert command[0] == "serve"
    assert {word for word in command if word.startswith("--")} <= options
    assert CliRunner().invoke(cli, [*command, "--help"]).exit_code == 0


def unit() -> ConfigParser:
    found = ConfigParser(interpolation=None)
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(ROOT / "deploy/caregraph.service", encoding="utf-8")
    return found


def test_the_unit_starts_what_there_is_and_shuts_it_in() -> None:
    service = unit()["Service"]
    program, *command = shlex.split(service["ExecStart"])
    assert Path(program).name == "caregraph"
    assert_served(command)
    assert command[command.index("--store") + 1].startswith("/var/lib/" + service["StateDirectory"])
    for setting, value in {
        "ProtectSystem": "strict",
        "NoNewPrivileges": "true",
        "CapabilityBoundingSet": "",
        "User": "caregraph",
        "KillSignal": "SIGTERM",
    }.items():
        assert service[setting] == value
    assert {"AF_INET", "AF_UNIX"} <= set(service["RestrictAddressFamilies"].split())


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_knows_every_word_of_the_unit(tmp_path: Path) -> None:
    text = (ROOT / "deploy/caregraph.service").read_text(encoding="utf-8")
    text = text.replace("/opt/caregraph/bin/caregraph", sys.executable)
    text = re.sub(r"(?m)^(User|Group)=.*\n", "", text)
    (tmp_path / "caregraph.service").write_text(text, encoding="utf-8")
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "caregraph.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in found.stderr.splitlines() if "caregraph.service" in line] == []


def test_both_are_documented() -> None:
    for name in ("Dockerfile", "deploy/caregraph.service", "docker build", "--read-only"):
        assert name in DOCS
    assert "make replay" in DOCS


def test_an_unknown_instruction_is_told(dockerfile: SimpleNamespace) -> None:
    with pytest.raises(ValueError, match="'ADD' is no instruction known here"):
        dockerfile.read("FROM x\nADD http://elsewhere /\n")
    with pytest.raises(ValueError, match="before the first FROM"):
        dockerfile.read("RUN true\n")
