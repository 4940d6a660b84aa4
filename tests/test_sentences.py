"""Where sentences end, and where a full stop is only an abbreviation's or a number's."""

from __future__ import annotations

import pytest

from caregraph.graph.extraction.document import Document


@pytest.mark.parametrize(
    "text",
    [
        "Was it safe at Eastmere, they asked, and no.|Staff said so.",
        "They were asked back; the answer was no.|Nobody came.",
        "The fire was in ward No. 3 at night.|It was put out.",
        "Wards nos. 3 and 4 were shut.|Both are open.",
        "They counted the no. of beds.|There were nine.",
        "Prof. Lee and Dr. Shah came.|They stayed.",
    ],
)
def test_sentences_end_where_they_do(text: str) -> None:
    document = Document(text.replace("|", " ") + "\n")
    assert [document.text[start:end] for start, end in document.sentences] == text.split("|")
