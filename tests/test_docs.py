"""The docs say what the code does: each command, option, question, setting and dependency."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from caregraph.api.cli import cli
from caregraph.api.settings import SETTINGS, TOKEN, TOKEN_FILE
from caregraph.graph.analyses import ANALYSES
from caregraph.graph.named_queries import named_queries

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
SERVING = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])


def section(command: str) -> str:
    """What docs/commands.md tells of a command."""
    (found,) = re.findall(rf"(?ms)^## `caregraph {command}\b.*?(?=^## |\Z)", COMMANDS)
    return found


@pytest.mark.parametrize("name", sorted(cli.commands))
def test_every_command_and_option_is_in_the_docs(name: str) -> None:
    assert f"`caregraph {name}" in README
    told = section(name)
    for option in cli.commands[name].params:
        if isinstance(option, click.Option) and option.name != "own":
            for form in (*option.opts, *option.secondary_opts):
                assert re.search(rf"`{form}[ `\\]", told), f"docs/commands.md lacks {form}"


def test_no_option_in_the_docs_is_unknown() -> None:
    options = [option for command in (cli, *cli.commands.values()) for option in command.params]
    known = {form for option in options for form in (*option.opts, *option.secondary_opts)}
    assert set(re.findall(r"--[a-z][a-z-]*", COMMANDS)) <= known | {"--help"}


def test_every_named_query_is_in_the_docs_with_its_parameters() -> None:
    for query in named_queries().values():
        params = ", ".join(
            f"**`{each.name}`**" if each.required else f"`{each.name}`" for each in query.parameters
        )
        row = f"| `{query.name}` | {params} | {query.sentence} |"
        assert row in COMMANDS.splitlines(), f"docs/commands.md wants the row {row}"


def test_the_analyses_in_the_docs_are_those_there_are() -> None:
    told = COMMANDS.partition("### The analyses")[2].partition("\n## ")[0]
    rows = [
        f"| `{each.name}` | "
        + ", ".join(f"**`{p.name}`**" if p.required else f"`{p.name}`" for p in each.parameters)
        + f" | {each.sentence} {each.reading} |"
        for each in ANALYSES.values()
    ]
    assert re.findall(r"(?m)^\| `(?!--).*", told) == rows


def test_no_query_in_the_docs_is_unknown() -> None:
    questions = COMMANDS.partition("### The named questions")[2].partition("\n## ")[0]
    assert set(re.findall(r"(?m)^\| `([a-z-]+)`", questions)) == set(named_queries())


def test_every_setting_is_in_the_docs() -> None:
    for name in (*(each.name for each in SETTINGS), TOKEN, TOKEN_FILE):
        assert f"| `{name}` |" in SERVING, f"docs/serving.md lacks {name}"


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [
        each for group in project.get("optional-dependencies", {}).values() for each in group
    ]
    for requirement in (*project["dependencies"], *optional):
        name = re.split(r"[^\w-]", requirement)[0]
        assert re.search(rf"(?m)^\| {name}\b.*\| \w", README), f"README gives no reason for {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_files_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
