"""Search: whole words, beginnings, phrases, case, exact offsets, only what is said."""

import io
import json
import re
import sys
import time

import pytest
from fake_study import INTERVIEW, WORKSHOP, transcript
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.analysis import Index, scanning, search
from kodeverk.errors import UsageError

TEXTS = (INTERVIEW, WORKSHOP)


def found(query: str, *said: str, regex: bool = False, case: bool = False) -> list[str]:
    text = transcript("t", [("Gro", line) for line in said])
    hits = search([text], query, regex=regex, case=case)
    assert all(text.text(hit.span) == hit.text for hit in hits)
    return [hit.text for hit in hits]


def test_a_query_is_whole_words() -> None:
    assert found("rom", "Rommet er et rom. Romslig rom, storrom.") == ["rom", "rom"]
    assert found("rom*", "Rommet er et rom.") == ["Rommet", "rom"]
    assert found("*rom", "Storrom og rommet.") == ["Storrom"]
    assert found("k*n", "kan kunnen kne") == ["kan", "kunnen"]
    assert found("*om*", "Storrommet, om.") == ["Storrommet", "om"]


def test_a_phrase_may_cross_lines_but_not_turns() -> None:
    assert found("felles rom*", "Et felles\nrommet.", "felles", "rom") == ["felles\nrommet"]


def test_case_and_norwegian_letters() -> None:
    assert found("ærlig", "ÆRLIG talt. Ærlig.") == ["ÆRLIG", "Ærlig"]
    assert found("Ærlig", "ÆRLIG talt. Ærlig.", case=True) == ["Ærlig"]
    assert found("å*", "Åpent år. aar") == ["Åpent", "år"]
    assert found("a\u030apen", "Åpen") == ["Åpen"]  # typed with a combining ring


def test_offsets_hold_where_folding_makes_text_longer() -> None:
    assert found("straße", "İİ Die STRASSE og Straße. ﬁn") == ["STRASSE", "Straße"]
    assert found("fin", "ßß ﬁn dag") == ["ﬁn"]


def test_signs_in_a_query_are_only_signs() -> None:
    assert found("(ler)", "Ja. (ler) Nei (lerer).") == ["(ler)"]
    assert found("[a-z]+", "aa [a-z]+ b") == ["[a-z]+"]
    assert found("kl. 16", "Klokka er kl. 16. kl. 160") == ["kl. 16"]


@pytest.mark.parametrize("query", ["", "   ", "*", "* **"])
def test_an_empty_query_finds_nothing(query: str) -> None:
    assert search(TEXTS, query) == ()


def test_names_and_times_are_not_searched() -> None:
    assert search(TEXTS, "Intervjuer") == ()
    assert search(TEXTS, r"\d\d:\d\d", regex=True) == ()
    assert [h.transcript for h in search(TEXTS, "kommer")] == ["drammen-02", "drammen-02"]


def test_a_hit_knows_its_surroundings() -> None:
    (hit,) = search(TEXTS, "eier")
    assert (hit.speaker, hit.time, hit.text) == ("Gro Åsvang", 7, "eier")
    assert hit.before.endswith("hvem som ")
    assert hit.after.startswith(" hylla.")
    start = hit.span.start
    assert INTERVIEW.body[start - len(hit.before) : start] == hit.before
    assert INTERVIEW.body[hit.span.end :].startswith(hit.after)


def test_limit_and_index() -> None:
    assert len(search(TEXTS, "*e*", limit=3)) == 3
    index = Index(TEXTS)
    assert [h.span for h in index.find("da")] == [h.span for h in search(TEXTS, "da")]
    assert list(index.find("da")) == list(index.find("DA"))


def test_regular_expressions() -> None:
    assert found(r"r\wm+", "ROM og rommet", regex=True) == ["ROM", "romm"]
    assert found(r"r\wm+", "ROM og rommet", regex=True, case=True) == ["romm"]
    assert found(r"x*", "axxb", regex=True) == ["xx"]
    assert found(r"^og", "så\nog der", regex=True) == ["og"]


@pytest.mark.parametrize("query", ["(", "[[a]", "*", "a{99999999999999999999}"])
def test_a_broken_regular_expression_is_explained(query: str) -> None:
    with pytest.raises(UsageError):
        search(TEXTS, query, regex=True)


def test_a_regular_expression_that_never_ends_is_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pattern = re.compile(r"(?:a+)+b")
    assert scanning.scan(pattern, ["aab", ""]) == [[(0, 3)], []]
    before = time.monotonic()
    with pytest.raises(UsageError, match="stopped"):
        scanning.scan(pattern, ["a" * 60], seconds=0.5)
    assert time.monotonic() - before < 30  # it would be years
    monkeypatch.setattr(scanning, "_CHILD", "raise MemoryError")
    with pytest.raises(UsageError, match="stopped"):
        search(TEXTS, "rom", regex=True)


def test_a_request_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    request = {"pattern": "Å|x*", "flags": int(re.IGNORECASE), "texts": ["å\nxx", "🎸x"]}
    asked, answered = io.TextIOWrapper(io.BytesIO(json.dumps(request).encode())), io.BytesIO()
    monkeypatch.setattr(sys, "stdin", asked)
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(answered))
    scanning.main()
    assert json.loads(answered.getvalue()) == [[[0, 1], [2, 4]], [[1, 2]]]


@given(st.lists(st.sampled_from(["rom", "Rom", "ß", "ÆR", "i̇", "İ", "om", "romme", "—", "."])))
def test_every_whole_word_is_found_and_no_other(pieces: list[str]) -> None:
    said = " ".join(["a", *pieces])
    assert found("rom", said) == [p for p in pieces if p.casefold() == "rom"]
    assert found("ær", said) == [p for p in pieces if p == "ÆR"]
    assert len(found("ss", said)) == pieces.count("ß")
