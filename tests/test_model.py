"""The values of the field: frozen, equal by what they hold, and at home with dataclasses."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.model import Code, Codebook, Coding, Span

CODING = Coding("c1", "mysen-01", "d", Span(3, 9), "rom", "kari", "2026-01-01T00:00:00Z")


def test_a_value_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        CODING.code = "lyd"  # type: ignore[misc]


def test_replacing_is_as_with_dataclasses() -> None:
    other = replace(CODING, span=Span(3, 12))
    assert (other.id, other.span, CODING.span) == ("c1", Span(3, 12), Span(3, 9))
    assert replace(other, span=CODING.span) == CODING != other
    assert is_dataclass(CODING)
    assert [field.name for field in fields(Span)] == ["start", "end"]
    assert asdict(CODING)["span"] == {"start": 3, "end": 9}
    with pytest.raises(ValueError, match="not a span"):
        replace(CODING.span, start=10)


@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=20))
def test_spans_are_ordered_and_told_apart_as_their_numbers(pairs: list[tuple[int, int]]) -> None:
    pairs = [(start, start + length) for start, length in pairs]
    spans = [Span(*pair) for pair in pairs]
    assert [(span.start, span.end) for span in sorted(spans)] == sorted(pairs)
    assert len(set(spans)) == len(set(pairs))


def _pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


@pytest.mark.parametrize("twin", [copy.copy, copy.deepcopy, _pickled])
def test_a_copy_is_equal_and_whole(twin: Callable[[Any], Any]) -> None:
    book = Codebook(codes=(Code("rom", "Rom", replaces=("plass",)),))
    assert book.resolve("plass") == "rom"
    for value in (CODING, book):
        assert twin(value) == value
    assert twin(book).resolve("plass") == "rom"
    assert replace(book, codes=()).get("plass") is None
