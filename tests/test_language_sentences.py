"""Sentences measured on running text: spans found against spans a reader marked, as F1."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kodeverk.language import sentences

DATA = Path(__file__).parent / "data"


def texts(language: str) -> Iterator[tuple[str, set[tuple[int, int]]]]:
    """Yield each text of the language's file with its sentences' start and end."""
    whole = (DATA / f"sentences_{language}.txt").read_text(encoding="utf-8")
    for part in whole.split("\n\n"):
        text, marked = "", set()
        for line in part.splitlines():
            if line.startswith("#"):
                continue
            if text:
                text += "\n" if line.startswith("¶") else " "
            said = line.removeprefix("¶")
            marked.add((len(text), len(text) + len(said)))
            text += said
        yield text, marked


@pytest.mark.parametrize(
    ("language", "fewest", "least"),
    [("nb", 120, 97.5), ("nn", 80, 98.0), ("da", 40, 97.0), ("en", 40, 97.0)],
)
def test_sentences_are_those_a_reader_marked(language: str, fewest: int, least: float) -> None:
    right = found = wanted = 0
    for text, marked in texts(language):
        got = {(span.start, span.end) for span in sentences(text, language)}
        right, found, wanted = right + len(got & marked), found + len(got), wanted + len(marked)
    assert wanted >= fewest
    assert 200 * right / (found + wanted) >= least
