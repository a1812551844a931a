"""Who is heard, what speaks against a code, and the quotes to choose from."""

from dataclasses import replace

import pytest
from fake_study import BOOK, INTERVIEW, WORKSHOP, Study, coding, study, transcript

from kodeverk.analysis import themed
from kodeverk.analysis.balance import Heard, balance, heard
from kodeverk.analysis.counters import Against, counters, opposites
from kodeverk.analysis.picks import marking, of_quote, picks
from kodeverk.errors import NotFoundError
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Kind,
    Mark,
    MarkKind,
    Rejection,
    Role,
    Span,
    Speaker,
    Transcript,
)
from kodeverk.report import Options

EN = Options(language="en")
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."


# Who is heard


def test_words_quotes_and_codings_of_each() -> None:
    found = balance(
        study(
            coding(INTERVIEW, DELT, "syn.rom", "kari"),
            coding(INTERVIEW, DELT, "syn.rom", "ola"),
            coding(INTERVIEW, "Det er fint.", "kon"),
            coding(WORKSHOP, "Ikke alle leser.", "kon"),
            coding(INTERVIEW, "Hva skjer da?", "kon"),
        ),
        EN,
    )
    assert [(r.name, r.words, r.quotes, r.codings) for r in found.informants] == [
        ("Informant 1", 35, 2, 3),
        ("Participant 1", 9, 1, 1),
        ("Participant 2", 6, 0, 0),
    ]
    assert [(r.name, r.people, r.words, r.quotes) for r in found.units] == [
        ("bibliotek", 1, 35, 2),
        ("torg", 2, 15, 1),
    ]
    assert [(r.name, r.people) for r in found.places] == [("Drammen", 2), ("Mysen", 1)]
    assert (found.words, found.quotes, found.codings) == (50, 3, 4)
    assert sum(row.part for row in found.informants) == pytest.approx(3)
    assert found.informants[0].part == pytest.approx(3 * 35 / 50)


def test_what_is_shown_and_what_there_is() -> None:
    own = study(coding(INTERVIEW, DELT, "kon"), coding(INTERVIEW, "Det er fint.", "kon"))
    row = balance(own, replace(EN, max_quotes=1)).informants[0]
    assert (row.quotes, row.found) == (1, 2)
    assert balance(own, replace(EN, codes=("syn",))).quotes == 0
    with pytest.raises(NotFoundError):
        balance(own, replace(EN, codes=("x",)))


def test_a_document_speaks_under_its_title() -> None:
    plan = transcript("plan", [(None, "Biblioteket er åpent."), (None, "For alle.")],
                      title="Bibliotekplan", kind=Kind.DOCUMENT)  # fmt: skip
    found = balance(Study(BOOK, (plan,), (coding(plan, "For alle.", "kon"),)), EN)
    (row,) = found.informants
    assert (row.name, row.people, row.words, row.quotes) == ("Bibliotekplan", 0, 5, 1)
    assert found.units == () and found.places == ()


@pytest.mark.parametrize(
    ("quotes", "part", "told"),
    [
        (0, 2.9, Heard.AS_MUCH),
        (0, 3.0, Heard.LITTLE),
        (6, 9.0, Heard.LITTLE),
        (7, 10.0, Heard.AS_MUCH),
        (3, 0.1, Heard.AS_MUCH),
        (4, 1.0, Heard.MUCH),
        (9, 6.0, Heard.MUCH),
        (13, 10.0, Heard.AS_MUCH),
    ],
)
def test_nothing_is_told_of_small_numbers(quotes: int, part: float, told: Heard) -> None:
    assert heard(quotes, part) is told


def test_whose_row_a_quote_is_in() -> None:
    own = study(coding(WORKSHOP, "Og noen kommer bare for varmen.", "kon"))
    (quote,) = themed(own, EN).quotes()
    row = of_quote(balance(own, EN), quote)
    assert row is not None and row.name == "Participant 2"


# What speaks against


AGAINST = Codebook(
    codes=(
        Code("syn", "Synergi", codable=False),
        Code("syn.rom", "Felles rom", exclude="Trengsel (kon.rom); arrangement (syn.kurs).",
             parent="syn"),
        Code("syn.kurs", "Kurs", exclude="Et rom til.", parent="syn"),
        Code("kon", "Konflikt", codable=False),
        Code("kon.rom", "Romkamp", parent="kon"),
        Code("kon.tid", "Tid", exclude="Se syn.kurs.", parent="kon"),
        Code("rom", "Rom", exclude="Et rom der alle ler.", parent="kon"),
    )
)  # fmt: skip


def test_the_codebook_sets_codes_against_each_other_over_themes_only() -> None:
    assert opposites(AGAINST, "syn.rom") == ("kon.rom",)
    assert opposites(AGAINST, "kon.rom") == ("syn.rom",)
    assert opposites(AGAINST, "syn.kurs") == ("kon.tid",)
    assert opposites(AGAINST, "rom") == ()
    assert opposites(AGAINST, "borte") == ()


def no(text: Transcript, words: str, code: str, id: str) -> Rejection:
    start = text.body.index(words)
    span = Span(start, start + len(words))
    return Rejection(id, text.id, text.digest, span, code, "kari", "2026-03-01T10:00:00Z")


def test_three_kinds_of_examples_to_the_contrary() -> None:
    marked = coding(INTERVIEW, DELT, "syn.rom", id="c1")
    other = coding(WORKSHOP, "Ikke alle leser.", "kon.rom", id="c2")
    own = Study(
        AGAINST,
        (INTERVIEW, WORKSHOP),
        (
            marked,
            other,
            coding(INTERVIEW, "Det er fint.", "syn.kurs"),
            coding(INTERVIEW, "Hva skjer da?", "syn.rom"),
        ),
        marked=(Mark("c1", MarkKind.COUNTER, "", (), "ola", "2026-03-02T10:00:00Z"),),
        noes=(
            no(INTERVIEW, "Det er fint.", "syn.rom", "r1"),
            no(INTERVIEW, "folk blåser", "syn.rom", "r2"),  # it is set there after all
            no(INTERVIEW, "Det er fint.", "kon.tid", "r3"),
        ),
    )
    found = counters(own, "syn.rom", EN)
    assert [(c.against, c.quote.id, c.code) for c in found] == [
        (Against.MARKED, "c1", "syn.rom"),
        (Against.REJECTED, "r1", "syn.rom"),
        (Against.OPPOSITE, "c2", "kon.rom"),
    ]
    assert [c.quote.id for c in counters(own, "syn.rom", replace(EN, transcripts=("drammen-02",)))
            ] == ["c2"]  # fmt: skip
    with pytest.raises(NotFoundError):
        counters(own, "x", EN)


# The quotes to choose from


def pick_study(*marks: Mark) -> Study:
    young = coding(INTERVIEW, DELT, "kon", "kari", at="2026-03-05T09:00:00Z", id="ung")
    old = coding(INTERVIEW, "og folk blåser", "kon", "ola", at="2026-03-01T09:00:00Z", id="gml")
    other = coding(INTERVIEW, "Det er fint.", "kon", id="fin")
    return replace(study(young, old, other), marked=marks)


def starred(target: str, kind: MarkKind, coder: str, *keep: Span, at: str = "1") -> Mark:
    return Mark(target, kind, INTERVIEW.digest if keep else "", keep, coder, f"2026-04-0{at}")


def test_a_pick_knows_marks_cut_and_whether_it_is_shown() -> None:
    start = INTERVIEW.body.index("folk blåser")
    kept = Span(start, start + len("folk blåser"))
    own = pick_study(
        starred("ung", MarkKind.BEST, "kari", at="1"),
        starred("gml", MarkKind.NONE, "ola", kept, at="2"),
    )
    fine, shared = picks(own, "kon", replace(EN, max_quotes=1))
    assert (fine.shown, shared.shown) == (False, True)
    assert shared.quote.text == "[…] folk blåser […]"
    assert shared.whole.text == DELT and shared.whole.best
    assert (shared.keep, shared.cut_by) == ((kept,), "ola")
    assert (shared.kind("kari"), shared.kind("ola")) == (MarkKind.BEST, MarkKind.NONE)
    assert [m.coder for m in shared.others("kari")] == ["ola"]
    assert [INTERVIEW.text(s) for s in shared.sentences] == [DELT]
    assert fine.keep == () and fine.cut_by == ""
    (part,) = picks(study(coding(INTERVIEW, "blåser i hvem", "kon")), "kon", EN)
    assert [INTERVIEW.text(s) for s in part.sentences] == ["blåser i hvem"]


def test_a_pick_has_all_its_words_beside_what_is_shown() -> None:
    stale = replace(starred("fin", MarkKind.BEST, "kari", Span(0, 9999)), digest="0" * 32)
    fine, shared = picks(pick_study(stale), "kon", replace(EN, longest=2, questions=True))
    assert (shared.quote.text, shared.whole.text) == ("[…] og folk […]", DELT)
    assert shared.quote.question is not None and shared.whole.question is None
    assert (fine.cut_by, len(fine.keep)) == ("", 1)


def test_marking_anew_leaves_one_mark_of_the_coder() -> None:
    (_fine, shared) = picks(pick_study(starred("ung", MarkKind.BEST, "kari")), "kon", EN)
    assert marking(shared, "kari", MarkKind.COUNTER) == (
        ("ung", MarkKind.NONE, ()),
        ("gml", MarkKind.COUNTER, ()),
    )
    (_fine, own) = picks(pick_study(starred("gml", MarkKind.BEST, "kari")), "kon", EN)
    assert marking(own, "kari", MarkKind.NONE) == (("gml", MarkKind.NONE, ()),)
    assert marking(shared, "ola", MarkKind.BEST, (Span(1, 2),)) == (
        ("gml", MarkKind.BEST, (Span(1, 2),)),
    )


def test_a_merged_code_has_its_quotes_and_an_unknown_one_is_refused() -> None:
    own = study(coding(WORKSHOP, "Ikke alle leser.", "syn.gjest"))
    assert [pick.quote.text for pick in picks(own, "syn.gjest", EN)] == ["Ikke alle leser."]
    assert picks(own, "kon", EN) == ()
    with pytest.raises(NotFoundError):
        picks(own, "x", EN)


def test_codings_of_a_pick_are_all_there_are() -> None:
    found = picks(pick_study(), "kon", EN)
    assert [[c.id for c in pick.codings] for pick in found] == [["fin"], ["ung", "gml"]]
    assert all(isinstance(c, Coding) for pick in found for c in pick.codings)


def test_people_without_a_role_are_heard() -> None:
    plain = transcript("p", [("Gro", "Det er fint.")], [Speaker("Gro", Role.UNKNOWN)])
    found = balance(Study(BOOK, (plain,), (coding(plain, "Det er fint.", "kon"),)), EN)
    assert [row.name for row in found.informants] == ["Speaker 1"]
