"""What is read from files and folders, and what is refused, each in one sentence that names it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caregraph.graph.article import Article
from caregraph.graph.reading import count, read

WORDS = "The trust’s wards were rated “good” by inspectors this week.\n"


class Heard:
    """Reads a source to its end and keeps what was said on the way."""

    def __init__(self, *sources: Path, limit: int = 20_000_000) -> None:
        self.failures: list[tuple[str, str]] = []
        self.notes: list[str] = []
        self.articles = list(
            read(
                sources,
                lambda source, message: self.failures.append((source, message)),
                noted=self.notes.append,
                limit=limit,
            )
        )

    @property
    def article(self) -> Article:
        assert not self.failures
        (article,) = self.articles
        return article

    @property
    def refusal(self) -> str:
        assert not self.articles
        ((_, message),) = self.failures
        return message


@pytest.fixture
def file(tmp_path: Path):
    """Writes bytes or words to a file of the name given."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def test_the_key_knows_no_byte_order_mark_line_ends_or_outer_blank_lines(file):
    plain = Heard(file("a.txt", WORDS)).article
    other = Heard(file("b.txt", b"\xef\xbb\xbf\r\n" + WORDS.replace("\n", "\r\n\r\n").encode()))
    assert other.article.text == plain.text == WORDS.strip()
    assert other.article.key == plain.key


def test_what_no_xml_can_hold_becomes_space_in_its_place(file):
    record = {"text": "A\fpage\x00break \ufffe.", "title": "A\x01b"}
    article = Heard(file("a.jsonl", json.dumps(record))).article
    assert article.text == "A\npage break  ."
    assert article.title == "A b"
    assert Heard(file("a.txt", "One page.\fAnother.")).article.text == "One page.\nAnother."


def test_windows_1252_is_read_and_said(file):
    heard = Heard(file("old.txt", WORDS.encode("cp1252")))
    assert heard.article.text == WORDS.strip()
    (note,) = heard.notes
    assert "old.txt" in note
    assert "Windows-1252" in note


def test_utf_16_with_its_mark_is_read(file):
    assert Heard(file("wide.txt", WORDS.encode("utf-16"))).article.text == WORDS.strip()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\n", "is empty"),
        ("binary.txt", b"\x7fELF\x02\x01\x00\x00", "is a binary file"),
        ("zeros.txt", b"words " * 20_000 + b"\0", "is a binary file"),
        ("greek.txt", "Το νοσοκομείο κρίθηκε ανεπαρκές".encode("iso-8859-7"), "isn't UTF-8"),
        ("undefined.txt", b"words \x81\x8d words", "isn't UTF-8"),
        ("half.txt", b"\xff\xfeabc", "UTF-16"),
        ("notes.pdf", b"%PDF-1.4", "isn't a kind of file"),
        ("empty.html", b"", "is empty"),
        ("menu.html", b"<html><body><nav>Home</nav></body></html>", "holds no article"),
        ("binary.html", b"<meta charset=latin-1>\x00\x01\x02", "is a binary file"),
    ],
)
def test_what_is_no_article_is_refused_by_name(file, name, content, reason):
    refusal = Heard(file(name, content)).refusal
    assert name in refusal
    assert reason in refusal
    assert "\n" not in refusal


def test_a_missing_path_and_an_empty_folder_are_named(tmp_path):
    assert "no file or folder" in Heard(tmp_path / "nowhere").refusal
    assert "holds no article" in Heard(tmp_path).refusal


def test_one_bad_file_never_stops_the_rest(file, tmp_path):
    file("a.txt", WORDS)
    file("b.txt", b"")
    file("c.txt", WORDS)
    heard = Heard(tmp_path)
    assert [Path(article.source).name for article in heard.articles] == ["a.txt", "c.txt"]
    assert [Path(source).name for source, _ in heard.failures] == ["b.txt"]


def test_a_folder_is_walked_in_order_and_other_files_are_left_alone(file, tmp_path):
    for name in ("z.txt", "b/y.txt", "a/x.TXT", "a/x.json", "README.txt", ".git/w.txt", "n.md"):
        file(name, WORDS)
    names = [
        str(Path(article.source).relative_to(tmp_path)) for article in Heard(tmp_path).articles
    ]
    assert names == ["z.txt", "a/x.TXT", "b/y.txt"]
    assert count([tmp_path]) == 3


def test_reading_is_lazy(file, tmp_path):
    file("a.txt", WORDS)
    later = file("b.txt", WORDS)
    articles = read([tmp_path], lambda *_: None)
    next(articles)
    later.write_text("Other words.")
    assert next(articles).text == "Other words."


def test_five_megabytes_are_read_and_more_than_the_limit_is_refused(file):
    large = file("large.txt", WORDS * 80_000)
    assert large.stat().st_size > 5_000_000
    assert len(Heard(large).article.text) > 4_800_000
    assert "at most 1,000 are read" in Heard(large, limit=1000).refusal


def test_a_page_gives_its_article_and_metadata_without_menus(article_folder):
    article = Heard(article_folder / "saved-page.html").article
    assert article.title == "Elm Park ward closed to new patients"
    assert article.published == "2020-10-07"
    assert article.publisher == "The Elm Echo"
    assert article.author == "Priya Shore"
    assert article.url == "https://elm-echo.example/2020/elm-park"
    assert article.text.startswith("Elm Park ward closed to new patients\n\nA ward at Elm Park")
    assert "- Surgery: good\n- Maternity: inadequate\n\nElm Park Hospital is run" in article.text
    for noise in ("cookies", "Sport", "Copyright"):
        assert noise not in article.text


def test_a_page_in_its_declared_encoding(file):
    page = f"<html><head><meta charset=ISO-8859-1></head><body><p>{WORDS * 6}</p></body></html>"
    heard = Heard(file("old.html", page.encode("cp1252")))
    assert "“good”" in heard.article.text
    assert not heard.notes


def test_an_entity_of_a_page_reads_no_file(file, tmp_path):
    secret = file("secret", "swordfish")
    page = (
        f'<!DOCTYPE html [<!ENTITY leak SYSTEM "file://{secret}">]>'
        f"<html><body><article><p>{WORDS * 6} &leak;</p></article></body></html>"
    )
    assert "swordfish" not in Heard(file("entity.html", page)).article.text


def test_json_lines_carry_what_is_known_of_each_article(file):
    record = {
        "text": WORDS,
        "title": "Wards rated good",
        "published": "2021-03-09T10:00:00Z",
        "publisher": "The Elm Echo",
        "url": "https://elm-echo.example/1",
        "other": [1],
    }
    article = Heard(file("a.jsonl", json.dumps(record) + "\n\n")).article
    assert article.text == WORDS.strip()
    assert article.title == "Wards rated good"
    assert article.published == "2021-03-09"
    assert article.publisher == "The Elm Echo"
    assert article.url == "https://elm-echo.example/1"
    assert article.source.endswith("a.jsonl:1")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "isn't JSON"),
        ("[" * 100_000, "isn't JSON"),
        ("[]", "isn't a JSON object"),
        ("{}", "has no 'text'"),
        ('{"text": ""}', "has no 'text'"),
        ('{"text": " "}', "is empty"),
        ('{"text": 5}', "'text' that isn't a string"),
        ('{"text": "a\\ud800"}', "surrogate"),
        ('{"text": "a", "title": 5}', "'title' that isn't a string"),
        ('{"text": "a", "published": "yesterday"}', "write it as 2019-07-12"),
        ('{"text": "' + "a" * 2000 + '"}', "more than 1,000 bytes"),
    ],
)
def test_a_bad_line_is_named_by_its_number_and_the_rest_goes_on(file, line, reason):
    good = json.dumps({"text": WORDS})
    heard = Heard(file("a.jsonl", f"{good}\n{line}\n{good}\n"), limit=1000)
    if "[[" in line:
        reason = "more than 1,000 bytes"
    assert len(heard.articles) == 2
    ((source, message),) = heard.failures
    assert source.endswith("a.jsonl:2")
    assert reason in message


def test_the_number_of_articles_is_unknown_where_lines_would_have_to_be_counted(file, tmp_path):
    file("a.txt", WORDS)
    assert count([tmp_path, tmp_path / "nowhere"]) == 1
    file("b.jsonl", "{}")
    assert count([tmp_path]) is None
