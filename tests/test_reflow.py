"""Foreign texts as canonical bodies: every word kept, and every place found again."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.corpus.reflow import Reflowed, reflow
from kodeverk.model import Kind, Role, Span
from kodeverk.text import canonical, is_canonical, snap, trim


def moved(laid: Reflowed, words: str) -> str | None:
    """Return what stands where ``words`` of the old text are now."""
    start = laid.old.index(words)
    found = laid.place(Span(start, start + len(words)))
    return laid.body[found.start : found.end] if found else None


TEAMS = """Intervju om torget

Kari Moe  0:04
Hva skjedde på torget?
Og etterpå?

Ola Li  0:09
Vi rigget opp i går.

Kari Moe  0:14
Ja."""


def test_turns_are_written_as_ours_and_nothing_is_lost() -> None:
    laid = reflow(TEAMS)
    assert laid.body == (
        "Intervju om torget\n\n[00:00:04] Kari Moe: Hva skjedde på torget?\nOg etterpå?\n\n"
        "[00:00:09] Ola Li: Vi rigget opp i går.\n\n[00:00:14] Kari Moe: Ja."
    )
    assert [(s.name, s.role) for s in laid.speakers] == [
        ("Kari Moe", Role.INTERVIEWER),
        ("Ola Li", Role.INFORMANT),
    ]
    assert moved(laid, "Intervju om torget") == "Intervju om torget"
    assert moved(laid, "rigget opp") == "rigget opp"
    assert moved(laid, "Og etterpå?\n\nOla Li  0:09\nVi") == "Og etterpå?\n\n[00:00:09] Ola Li: Vi"
    assert moved(laid, "\n\nOla Li  0:09\n") == "[00:00:09] Ola Li:"
    assert moved(laid, "?\n") == "?"
    assert moved(laid, "\n\n") is None


def test_a_text_of_lines_without_speakers_is_paragraphs() -> None:
    laid = reflow("Én linje om bråk  \n\tEn til: med kolon\n")
    assert (laid.body, laid.kind, laid.speakers) == (
        "Én linje om bråk\n\nEn til: med kolon",
        Kind.DOCUMENT,
        (),
    )
    assert moved(laid, "bråk  \n\tEn") == "bråk\n\nEn"
    assert reflow("a b\nc\n\n\nd").body == "a b\nc\n\nd"


def test_letters_are_composed_and_controls_left_out() -> None:
    laid = reflow("\ufeffA\u030a, for et bra\u030ak\u2028og\x07 sto\u0308y\u202e! 🎸 solo")
    assert laid.body == "Å, for et bråk\n\nog støy! 🎸 solo".replace("ø", "ö")
    assert moved(laid, "bra\u030ak") == "bråk"
    assert moved(laid, "bra") == "brå"  # half a letter is widened to a whole one
    assert moved(laid, "og\x07 sto\u0308y\u202e") == "og stöy"
    assert moved(laid, "🎸") == "🎸"
    assert moved(laid, "\x07") is None


def test_a_letter_that_only_the_whole_line_composes_blocks_and_says_so() -> None:
    laid = reflow("en a\x00\u030a to\ntre")  # the mark meets its letter when the control is gone
    assert laid.body == "en å to\n\ntre"
    assert moved(laid, "en") is None
    assert moved(laid, "en a\x00\u030a to") == "en å to"
    assert moved(laid, "tre") == "tre"


def test_the_name_below_an_arrow_is_part_of_the_head() -> None:
    laid = reflow("0:0:0.0 --> 0:0:1.51\nKari Moe\nHei du.\n\n0:0:2.0 --> 0:0:3.0\nOla Li\nJa!")
    assert laid.body == "[00:00:00] Kari Moe: Hei du.\n\n[00:00:02] Ola Li: Ja!"
    assert moved(laid, "Moe\nHei") == "[00:00:00] Kari Moe: Hei"
    assert reflow("0:0:0.0 --> 0:0:1.51\nKari").body == "0:0:0.0 --> 0:0:1.51\n\nKari"


def test_what_is_no_time_is_no_head() -> None:
    laid = reflow("Kari: [00:99] Hei.\nOla: Ja.\nKari: Nei.\nOla: Jo.")
    assert "[00:99]" in laid.body


@pytest.mark.parametrize(
    "body",
    [
        "[00:00:05] Intervjuer: Hva?\n\n[00:00:09] Informant: Ja.\nOg mer.\n\nIntervjuer: Nå?",
        "Et notat.\n\nTo avsnitt\nmed to linjer.",
        "",
    ],
)
def test_a_body_of_ours_comes_out_as_it_was(body: str) -> None:
    assert reflow(body).body == body


_PIECES = st.sampled_from(
    [
        *("a", "b", " ", ".", ":", "?", "å", "a\u030a", "\u0301", "\n", "\n\n", "\u2028"),
        *("\x07", "\x1b[1m", "\u202e", "🎸", "한", "\u1112\u1161\u11ab", "  ", "hei", "på torget"),
        *("\nKari: ", "\nOla: ", "\n[00:01:02] Kari: ", "\nKari Moe  0:04\n", "\nOla Li  0:09\n"),
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join), st.data())
def test_every_place_that_is_found_holds_the_same_words(text: str, data: st.DataObject) -> None:
    laid = reflow(text)
    assert is_canonical(laid.body)
    assert laid.body == laid.body.strip()
    assert "\n\n\n" not in laid.body
    if not laid.speakers:
        assert laid.body.split() == canonical(text).split() or "[" in laid.body
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    found = laid.place(span)
    if found is None:
        return
    said = laid.body[found.start : found.end]
    assert trim(said, 0, len(said)) == (0, len(said)) != (0, 0)
    if not any(
        head in said or head in text[span.start : span.end] for head in ("Kari", "Ola", "[")
    ):
        plain = unicodedata.normalize("NFC", said).split()
        assert plain == laid.tidy[slice(*_tidy(laid, span))].split()


def _tidy(laid: Reflowed, span: Span) -> tuple[int, int]:
    amid = laid.tidied.place(Span(*snap(laid.old, span.start, span.end)))
    assert amid is not None
    return amid.start, amid.end
