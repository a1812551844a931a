"""Clean text, canonical form, letter clusters: nothing a terminal obeys, nothing moved or lost."""

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk import text as t

NORWEGIAN = "Åse på Ås sier: «blåbærsyltetøy» – ja 🎸👩‍👩‍👧 🇳🇴 e\u0301 a\u0332 "
NASTY = st.text(
    st.sampled_from(
        NORWEGIAN
        + "\x00\x07\x1b[]PX_^m0;?h\\\r\n\t\x0b\x0c\x7f\x85\x90\x98\x9b\x9c\x9d\x9e\x9f"
        + "\u200e\u202e\u2066\u2028\ufeff\ufffe\ud800\u200d\ufe0f\u0300\u030a🏽🇸\u3000\u2003"
    ),
    max_size=40,
)


@settings(max_examples=300)
@given(NASTY)
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    cleaned = t.clean(text)
    for letter in cleaned:
        assert letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs")
        assert not "\u202a" <= letter <= "\u202e" and not "\u2066" <= letter <= "\u2069"
    assert t.clean(cleaned) == cleaned
    assert not t.has_controls(cleaned) and not t.has_bidi(cleaned)


@settings(max_examples=300)
@given(NASTY)
def test_canonical_form_is_reached_once_and_known(text: str) -> None:
    body = t.canonical(text)
    assert t.canonical(body) == body
    assert t.is_canonical(body)
    assert t.is_canonical(text) == (body == text)
    assert t.canonical(unicodedata.normalize("NFD", body)) == body


MARKS = st.lists(st.sampled_from("\u0301\u0323\u0315e\u1e01å "), max_size=120).map("".join)


@given(MARKS)
def test_marks_are_parted_and_none_is_lost(text: str) -> None:
    found = t.nfc(text)
    assert t.nfc(found) == found
    parts = found.split("\u034f")
    assert unicodedata.normalize("NFD", "".join(parts)).count("\u0301") == text.count("\u0301")
    if len(parts) == 1:
        assert found == unicodedata.normalize("NFC", text)


def test_marks_by_the_thousand_take_no_time() -> None:
    text = "e" + "\u0301\u0323" * 400_000
    found = t.canonical(text)
    assert len(found) < 900_000
    assert t.is_canonical(found) and t.canonical(found) == found


def test_escape_strings_go_whole_and_words_stay() -> None:
    assert t.clean("a\x1b[31mrød\x1b[0m b") == "arød b"
    assert t.clean("a\x1b]0;tittel\x07b\x1bPq#0\x1b\\c\x9d0;x\x9cd") == "abcd"
    assert t.clean("\x1b\x1b[0m[31mx") == "[31mx"
    assert t.clean("plain [/] [ler]") == "plain [/] [ler]"
    assert t.clean("x\u202ey") == "x⟨U+202E⟩y"


def test_a_stray_control_does_not_swallow_what_was_said_after_it() -> None:
    # Windows text read as Latin-1 has such letters: ž … œ
    said = "Vi gikk til Žižek\x9e.\nSå sa hun mye klokt.\nOg s\x9cr"
    assert "Så sa hun mye klokt." in t.clean(said)
    assert t.clean("\x90" * 50_000) == ""


def test_one_line() -> None:
    assert t.clean_line(" Kari\u2028 Nordmann\r\n\t(leder) ") == "Kari Nordmann (leder)"
    assert t.has_controls("a\x00") and not t.has_controls("a\r\nb")
    assert t.has_bidi("\u200f")


def test_letter_clusters_are_not_split() -> None:
    for cluster in ("a\u0332", "👩‍👩‍👧", "👋🏽", "🇳🇴", "❤️", "1\ufe0f\u20e3"):
        text = f"x{cluster}y"
        inside = range(2, 1 + len(cluster))
        assert all(not t.is_boundary(text, offset) for offset in inside), cluster
        assert t.is_boundary(text, 1) and t.is_boundary(text, 1 + len(cluster))
    assert t.is_boundary("🇳🇴🇸🇪", 2) and not t.is_boundary("🇳🇴🇸🇪", 3)
    assert t.is_boundary("a\n\u0301", 2)
    assert t.is_boundary("a\u200d b", 2) and t.is_boundary("a\u200d\u2003b", 2)
    assert not t.is_boundary("a\u200db", 2)


@settings(max_examples=300)
@given(NASTY, st.integers(-3, 45), st.integers(-3, 45))
def test_a_span_is_widened_to_whole_letters_and_trimmed(text: str, start: int, end: int) -> None:
    text = t.canonical(text)
    start, end = min(start, end), max(start, end)
    first, last = t.snap(text, start, end)
    assert 0 <= first <= last <= len(text)
    assert first <= max(0, min(start, len(text))) and last >= min(max(end, 0), len(text))
    assert t.is_boundary(text, first) and t.is_boundary(text, last)
    inner = t.trim(text, first, last)
    assert first <= inner[0] <= inner[1] <= last
    assert t.snap(text, *inner) == inner
    assert t.trim(text, *inner) == inner
    assert not text[first : inner[0]].strip() and not text[inner[1] : last].strip()


def test_a_blank_that_carries_a_mark_is_a_letter() -> None:
    assert t.trim(" \u0301a ", 0, 4) == (0, 3)
    assert t.trim("  \u0301 ", 0, 4) == (1, 3)


def test_words_and_folding() -> None:
    text = "Åse, bl.a. «e-post» på 3,5"
    assert [text[a:b] for a, b in t.words(text)] == ["Åse", "bl.a", "e-post", "på", "3", "5"]
    assert [text[a:b] for a, b in t.words(text, 5, 10)] == ["bl.a"]
    assert t.fold("ÆØÅ") == "æøå"
