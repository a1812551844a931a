"""The themed report: no quote lost or doubled, right counts, cuts, labels, warnings, tables."""

import subprocess
import sys
from dataclasses import replace

import pytest
from fake_study import BOOK, INTERVIEW, WORKSHOP, Study, coding, memo, study, transcript
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.analysis import themed
from kodeverk.analysis.people import is_generic
from kodeverk.analysis.quotes import join
from kodeverk.analysis.tables import frequency, material_table, themes_table
from kodeverk.errors import NotFoundError
from kodeverk.model import Coding, Kind, Role, Span, Speaker, TargetKind, Transcript
from kodeverk.report import Grouping, Options, Quote, Report, SourceField, Theme, ThemeKind

EN = Options(language="en")
DELT = "Vi deler alt nå, og folk blåser i hvem som eier hylla."


def theme(report: Report, *path: str) -> Theme:
    """Return the theme with that path of ids."""
    themes, found = report.themes, None
    for id in path:
        found = next(t for t in themes if t.id == id)
        themes = found.themes
    assert found is not None
    return found


def only(report: Report) -> Quote:
    (quote,) = report.quotes()
    return quote


# No quote lost, none doubled

SPANS = st.tuples(
    st.integers(0, len(INTERVIEW.body) - 1), st.integers(1, 80), st.sampled_from(["a", "b", "c"])
)
CODINGS = st.lists(
    st.tuples(SPANS, st.sampled_from(["syn.rom", "syn.folk", "syn.gjest", "kon", "borte"])),
    max_size=12,
)


def made(drawn: list[tuple[tuple[int, int, str], str]]) -> list[Coding]:
    codings = []
    for (start, length, coder), code in drawn:
        span = Span(start, min(start + length, len(INTERVIEW.body)))
        if INTERVIEW.text(span).strip():
            codings.append(coding(INTERVIEW, span, code, coder))
    return codings


@given(CODINGS, st.sampled_from(list(Grouping)))
def test_every_coding_is_in_one_quote_and_every_letter_said_once(
    drawn: list[tuple[tuple[int, int, str], str]], grouping: Grouping
) -> None:
    codings = made(drawn)
    report = themed(study(*codings), replace(EN, grouping=grouping))
    quotes = report.quotes()
    assert sorted(i for q in quotes for i in q.codings) == sorted(c.id for c in codings)
    assert len({q.id for q in quotes}) == len(quotes)
    assert sum(t.codings for t in report.themes) == report.codings == len(codings)
    by_code: dict[str, list[Quote]] = {}
    code_of = {c.id: BOOK.resolve(c.code) for c in codings}
    for quote in quotes:
        (code,) = {code_of[i] for i in quote.codings}
        by_code.setdefault(code, []).append(quote)
    for code, own in by_code.items():
        shown = [n for q in own for n in range(q.span.start, q.span.end)]
        assert len(shown) == len(set(shown))
        coded = {
            n for c in codings if code_of[c.id] == code for n in range(c.span.start, c.span.end)
        }
        assert set(shown) == coded
    for quote in quotes:
        heard = "".join("".join(p.text.split()) for p in quote.passages)
        turns = [(t.text.start, t.text.end) for t in INTERVIEW.turns]
        pieces = [
            INTERVIEW.body[max(quote.span.start, a) : min(quote.span.end, b)]
            for a, b in turns
            if max(quote.span.start, a) < min(quote.span.end, b)
        ]
        said = "".join("".join(piece.split()) for piece in pieces)
        assert heard == (said or "".join(INTERVIEW.text(quote.span).split()))


@given(CODINGS, st.randoms())
def test_the_order_of_codings_changes_nothing(
    drawn: list[tuple[tuple[int, int, str], str]],
    random: "st.random.Random",  # type: ignore[name-defined]
) -> None:
    codings = made(drawn)
    shuffled = list(codings)
    random.shuffle(shuffled)
    assert themed(study(*codings), EN) == themed(study(*shuffled), EN)


def test_identical_spans_are_one_quote_with_both_coders() -> None:
    first = coding(INTERVIEW, DELT, "syn.rom", "ola", at="2026-03-02T09:00:00Z", id="b")
    second = coding(INTERVIEW, DELT, "syn.rom", "kari", at="2026-03-01T09:00:00Z", id="z")
    report = themed(study(first, second), EN)
    quote = only(report)
    assert quote.id == "z"  # the oldest
    assert set(quote.codings) == {"b", "z"}
    assert quote.coders == ("kari", "ola")
    assert theme(report, "syn", "syn.rom").codings == 2
    assert theme(report, "syn", "syn.rom").informants == 1


def test_a_joined_quote_keeps_the_id_of_its_oldest_coding() -> None:
    young = coding(INTERVIEW, "Vi deler alt nå, og folk", "kon", at="2026-03-05T09:00:00Z")
    old = coding(INTERVIEW, "og folk blåser", "kon", at="2026-03-01T09:00:00Z", id="old")
    quote = only(themed(study(young, old), EN))
    assert quote.id == "old"
    assert quote.text == "Vi deler alt nå, og folk blåser […]"


def test_touching_codings_stay_apart_and_overlapping_ones_join() -> None:
    def group(*spans: tuple[int, int]) -> list[int]:
        return [len(g) for g in join(coding(INTERVIEW, Span(*s), "kon") for s in spans)]

    assert group((0, 5), (5, 9)) == [1, 1]
    assert group((0, 5), (4, 9)) == [2]
    assert group((0, 20), (2, 4), (19, 25)) == [3]


def test_different_codes_are_different_quotes() -> None:
    report = themed(study(coding(INTERVIEW, DELT, "syn.rom"), coding(INTERVIEW, DELT, "kon")), EN)
    assert [q.text for q in report.quotes()] == [DELT, DELT]
    assert (report.informants, report.codings) == (1, 2)


def test_merged_codes_count_where_they_went() -> None:
    report = themed(study(coding(WORKSHOP, "Ikke alle leser.", "syn.gjest")), EN)
    assert theme(report, "syn", "syn.folk").codings == 1


def test_a_code_that_is_gone_is_still_shown() -> None:
    report = themed(study(coding(INTERVIEW, DELT, "borte")), EN)
    assert theme(report, "borte").kind is ThemeKind.MISSING
    assert only(report).text == DELT
    assert report.theme_rows[-1].codings == 1


# Cuts and dialogue


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (DELT, DELT),
        (DELT[:-1], DELT[:-1]),  # only a full stop is left out
        ("folk blåser i hvem", "[…] folk blåser i hvem […]"),
        ("Det er fint. Vi deler", "Det er fint. Vi deler […]"),
        ("kl. 16 går torget hjem", "[…] kl. 16 går torget hjem […]"),
        ("16 går torget hjem, og da står vi der.", "[…] 16 går torget hjem, og da står vi der."),
        (" Vi deler alt nå, og folk blåser i hvem som eier hylla. ", DELT),
    ],
)
def test_cuts_are_marked_within_sentences_only(words: str, shown: str) -> None:
    assert only(themed(study(coding(INTERVIEW, words, "kon")), EN)).text == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("Det er alt.", "Det er alt."),
        ("Det er alt. (ler)", "Det er alt. (ler)"),
        ("(ler) Ja, det er [pause] det.", "(ler) Ja, det er [pause] det."),
        ("Ja, det er [pause] det.", "Ja, det er [pause] det."),
        ("Ja, det er", "Ja, det er […]"),
        ("det.", "[…] det."),
    ],
)
def test_laughter_and_pauses_are_no_cut(words: str, shown: str) -> None:
    laughs = transcript("x", [("Informant 1", "Det er alt. (ler) Ja, det er [pause] det.")])
    start = laughs.body.rindex(words) if words == "det." else laughs.body.index(words)
    own = coding(laughs, Span(start, start + len(words)), "kon")
    assert only(themed(Study(BOOK, (laughs,), (own,)), EN)).text == shown


def test_a_quote_across_turns_names_those_who_speak() -> None:
    start = INTERVIEW.body.index("og da står")
    end = INTERVIEW.body.index("Da er det vi") + len("Da er det vi")
    report = themed(study(coding(INTERVIEW, Span(start, end), "kon")), EN)
    quote = only(report)
    assert quote.text == (
        "Informant 1: […] og da står vi der.\nInterviewer: Hva skjer da?\n"
        "Informant 1: Da er det vi […]"
    )
    assert quote.source.speaker == "Informant 1"
    assert report.informants == 1


def test_a_quote_that_begins_with_a_question_is_the_informants() -> None:
    start = INTERVIEW.body.index("Hva skjer da?")
    quote = only(themed(study(coding(INTERVIEW, Span(start, len(INTERVIEW.body)), "kon")), EN))
    assert quote.text.startswith("Interviewer: Hva skjer da?\nInformant 1: Da er")
    assert (quote.source.speaker, quote.source.unit, quote.source.time) == (
        "Informant 1",
        "bibliotek",
        21,
    )


def test_a_question_alone_has_no_informant() -> None:
    report = themed(study(coding(INTERVIEW, "Hva skjer da?", "kon")), EN)
    assert only(report).source.speaker == "Interviewer"
    assert theme(report, "kon").informants == 0
    assert report.codings == 1


def test_a_head_alone_is_shown_as_it_stands() -> None:
    report = themed(study(coding(INTERVIEW, "[00:00:07] Gro", "kon")), EN)
    assert only(report).text == "[00:00:07] Gro"


def test_a_document_has_quotes_without_speakers() -> None:
    plan = transcript("plan", [(None, "Biblioteket er åpent."), (None, "For alle.")],
                      title="Bibliotekplan", kind=Kind.DOCUMENT)  # fmt: skip
    own = coding(plan, "Biblioteket er åpent.", "kon")
    report = themed(Study(BOOK, (plan,), (own,)), replace(EN, grouping=Grouping.SPEAKER))
    assert only(report).source.text == "Bibliotekplan"
    assert theme(report, "kon").themes[0].name == "Bibliotekplan"
    assert report.informants == 0
    assert report.material[0].words == 5


# Labels and counts


def test_informants_are_numbered_over_the_material_whatever_is_chosen() -> None:
    both = study(coding(WORKSHOP, "Og noen kommer bare for varmen.", "syn.folk"))
    assert only(themed(both, EN)).source.text == (
        "Participant 2, torg, Verksted i Drammen, 00:00:14"
    )
    assert only(themed(both, replace(EN, codes=("syn.folk",)))).source.speaker == "Participant 2"
    assert only(themed(both, replace(EN, anonymous=False))).source.speaker == "Deltaker 2"


def test_a_name_is_one_person_and_a_label_is_one_in_each_transcript() -> None:
    def one(id: str, name: str) -> Transcript:
        return transcript(id, [(name, "Det er fint.")], [Speaker(name, Role.INFORMANT)])

    texts = (one("a", "Gro Åsvang"), one("b", "gro åsvang"), one("c", "P1"), one("d", "P1"))
    codings = tuple(coding(text, "Det er fint.", "kon") for text in texts)
    report = themed(Study(BOOK, texts, codings), EN)
    assert theme(report, "kon").informants == 3
    assert [q.source.speaker for q in report.quotes()] == [
        "Informant 1",
        "Informant 1",
        "Informant 2",
        "Informant 3",
    ]


def test_generic_labels() -> None:
    assert all(map(is_generic, ["Informant 1", "SPEAKER_00", "Deltaker", "I2", "P-3", "Taler 12"]))
    assert not any(map(is_generic, ["Gro", "Per Deltaker", "Åse B.", "Ingrid 2"]))


def test_the_theme_counts_what_is_below_it() -> None:
    report = themed(
        study(
            coding(INTERVIEW, DELT, "syn.rom"),
            coding(INTERVIEW, "Det er fint.", "syn.folk"),
            coding(WORKSHOP, "Det kommer nye folk hver dag.", "syn.folk"),
        ),
        EN,
    )
    top = theme(report, "syn")
    assert (top.informants, top.codings, top.quotes) == (2, 3, ())
    assert [t.id for t in top.themes] == ["syn.rom", "syn.folk"]
    assert [(r.code, r.depth, r.informants, r.codings) for r in report.theme_rows] == [
        ("syn", 0, 2, 3),
        ("syn.rom", 1, 1, 1),
        ("syn.folk", 1, 2, 2),
        ("kon", 0, 0, 0),
    ]
    assert report.theme_rows[1].example == DELT
    assert report.theme_rows[1].example_quote == report.quotes()[0].id


def test_the_example_is_short_enough_for_a_table() -> None:
    said = ["Ja.", "Vi " + "venter og " * 8 + "går.", "Og så " + "bærer vi, " * 30 + "ut."]
    text = transcript("t", [("P1", line) for line in said])

    def example(*numbers: int) -> str:
        own = tuple(coding(text, said[n], "kon") for n in numbers)
        return themed(Study(BOOK, (text,), own), EN).theme_rows[-1].example

    assert example(0, 1, 2) == said[1]
    cut = example(2)
    assert cut.startswith("Og så bærer vi,")
    assert cut.endswith("bærer vi […]")
    assert len(cut) <= 164


# Choices


def test_a_chosen_code_brings_those_below_it_and_stays_when_empty() -> None:
    own = study(coding(INTERVIEW, DELT, "syn.rom"), coding(INTERVIEW, "Hva skjer da?", "kon"))
    chosen = themed(own, replace(EN, codes=("syn",)))
    assert [(t.id, t.codings) for t in chosen.themes] == [("syn", 1)]
    assert [t.id for t in chosen.themes[0].themes] == ["syn.rom"]
    below = themed(own, replace(EN, codes=("syn.rom", "syn.folk")))
    assert [t.name for t in below.themes] == ["Synergi / Felles rom", "Synergi / Nye folk"]
    assert below.themes[1].codings == 0


def test_chosen_transcripts_and_coders() -> None:
    own = study(
        coding(INTERVIEW, DELT, "kon", "kari"),
        coding(INTERVIEW, "Det er fint.", "kon", "ola"),
        coding(WORKSHOP, "Ikke alle leser.", "kon", "kari"),
    )
    report = themed(own, replace(EN, transcripts=("mysen-01",), coders=("kari",)))
    assert only(report).text == DELT
    assert report.coders == ("kari",)
    assert [m.transcript for m in report.material] == ["mysen-01"]


@pytest.mark.parametrize(
    "options",
    [Options(codes=("x",)), Options(transcripts=("x",)), Options(coders=("x",))],
)
def test_unknown_choices_are_refused(options: Options) -> None:
    with pytest.raises(NotFoundError, match="“x”"):
        themed(study(coding(INTERVIEW, DELT, "kon")), options)


def test_grouping_by_transcript_and_by_speaker() -> None:
    own = study(
        coding(INTERVIEW, DELT, "syn.rom"),
        coding(WORKSHOP, "Og noen kommer bare for varmen.", "syn.rom"),
        coding(WORKSHOP, "Ikke alle leser.", "syn.rom"),
    )
    by_text = themed(own, replace(EN, grouping=Grouping.TRANSCRIPT))
    assert [t.name for t in by_text.themes] == ["Intervju 1", "Verksted i Drammen"]
    assert theme(by_text, "drammen-02", "syn.rom").name == "Synergi / Felles rom"
    assert theme(by_text, "drammen-02").informants == 2
    by_speaker = themed(own, replace(EN, grouping=Grouping.SPEAKER))
    heads = theme(by_speaker, "syn", "syn.rom").themes
    assert [t.name for t in heads] == ["Informant 1", "Participant 1", "Participant 2"]
    assert theme(by_speaker, "syn", "syn.rom").quotes == ()


def test_max_quotes_hides_but_never_miscounts() -> None:
    own = study(*(coding(INTERVIEW, w, "kon") for w in ("Det er fint.", DELT, "Hva skjer da?")))
    report = themed(own, replace(EN, max_quotes=1))
    assert [q.text for q in report.quotes()] == ["Det er fint.", "Hva skjer da?"]
    found = theme(report, "kon")
    assert (found.omitted, found.codings, found.informants) == (1, 3, 1)


def test_memos_only_when_wanted() -> None:
    own = coding(INTERVIEW, DELT, "syn.rom", id="c1")
    memos = [
        memo(TargetKind.CODING, "c1", "Sterkt sagt."),
        memo(TargetKind.CODE, "syn.gjest", "Slått sammen."),
        memo(TargetKind.CODE, "syn.folk", "Se på nytt.", "ola"),
        memo(TargetKind.TRANSCRIPT, "mysen-01", "Støy."),
        memo(TargetKind.PROJECT, "", "Plan."),
    ]
    other = coding(WORKSHOP, "Ikke alle leser.", "syn.folk")
    report = themed(study(own, other, memos=memos), replace(EN, memos=True))
    assert [n.text for n in report.quotes()[0].notes] == ["Sterkt sagt."]
    assert {n.text for n in theme(report, "syn", "syn.folk").notes} == {
        "Slått sammen.",
        "Se på nytt.",
    }
    assert [(n.about, n.text) for n in report.notes] == [("", "Plan."), ("Intervju 1", "Støy.")]
    silent = themed(study(own, other, memos=memos), EN)
    assert silent.notes == ()
    assert silent.quotes()[0].notes == ()


def test_the_memo_on_a_changed_coding_is_still_its_memo() -> None:
    changed = replace(coding(INTERVIEW, DELT, "syn.rom", id="c2"), root="c1")
    memos = [memo(TargetKind.CODING, "c1", "Sterkt sagt.")]
    report = themed(study(changed, memos=memos), replace(EN, memos=True))
    assert [n.text for n in only(report).notes] == ["Sterkt sagt."]


# Before it is shared


def codes(report: Report) -> list[str]:
    return [notice.code for notice in report.notices]


def test_rare_combinations_are_warned_of() -> None:
    report = themed(study(coding(INTERVIEW, "Det er fint.", "kon")), EN)
    assert codes(report) == ["k-informants"]
    assert "Informant, bibliotek, Mysen" in report.notices[0].message
    bare = replace(EN, source=(SourceField.SPEAKER, SourceField.TIME))
    assert codes(themed(study(coding(INTERVIEW, "Det er fint.", "kon")), bare)) == []


@pytest.mark.parametrize(("people", "warned"), [(2, True), (3, False)])
def test_three_of_a_kind_are_enough(people: int, warned: bool) -> None:
    names = [f"Deltaker {n}" for n in range(people)]
    many = transcript(
        "m",
        [(name, "Det er fint.") for name in names],
        [Speaker(name, Role.PARTICIPANT, {"enhet": "torg"}) for name in names],
        attributes={"sted": "Moss"},
    )
    report = themed(Study(BOOK, (many,), (coding(many, "Det er fint.", "kon"),)), EN)
    assert (codes(report) == ["k-informants"]) is warned


def test_names_in_quotes_are_warned_of() -> None:
    named = transcript(
        "n",
        [("Gro Åsvang", "Da sa de: Gro, du må komme."), ("Gro Åsvang", "Groing er fint.")],
        [Speaker("Gro Åsvang", Role.INFORMANT)],
    )
    own = Study(BOOK, (named,), (coding(named, "Gro, du må komme.", "kon"),))
    assert codes(themed(own, EN)) == ["names"]
    assert codes(themed(own, replace(EN, anonymous=False))) == ["named"]
    other = Study(BOOK, (named,), (coding(named, "Groing er fint.", "kon"),))
    assert codes(themed(other, EN)) == []


def test_codings_of_another_version_are_told_and_left_out() -> None:
    stale = replace(coding(INTERVIEW, DELT, "kon"), digest="0" * 32)
    beyond = replace(coding(INTERVIEW, DELT, "kon"), span=Span(3, 100_000))
    report = themed(study(stale, beyond, coding(INTERVIEW, "Det er fint.", "kon")), EN)
    assert only(report).text == "Det er fint."
    assert report.codings == 1
    assert codes(report)[0] == "stale-codings"
    assert "2 codings of mysen-01" in report.notices[0].message


def test_codings_that_the_study_withholds_are_told() -> None:
    gone = replace(coding(INTERVIEW, DELT, "kon"), transcript="borte-01")
    changed = replace(coding(WORKSHOP, "Ikke alle leser.", "kon"), digest="0" * 32)
    own = replace(study(coding(INTERVIEW, "Det er fint.", "kon")), apart=(gone, changed))
    told = [n.message for n in themed(own, EN).notices if n.code == "stale-codings"]
    assert [("borte-01" in said, WORKSHOP.id in said) for said in told] == [
        (True, False),
        (False, True),
    ]
    one = themed(own, replace(EN, transcripts=(INTERVIEW.id,)))
    assert "stale-codings" not in codes(one)
    assert "stale-codings" not in codes(themed(own, replace(EN, codes=("syn",))))


def test_no_real_name_is_in_an_anonymous_report() -> None:
    own = study(coding(INTERVIEW, DELT, "kon"))
    assert "Åsvang" not in repr(themed(own, EN))
    assert "Åsvang" in repr(themed(own, replace(EN, anonymous=False)))


# Tables


def test_frequency_counts_every_coding_once() -> None:
    own = study(
        coding(INTERVIEW, DELT, "syn.rom", "kari"),
        coding(INTERVIEW, DELT, "syn.rom", "ola"),
        coding(WORKSHOP, "Ikke alle leser.", "syn.gjest", "ola"),
        coding(WORKSHOP, "Ikke alle leser.", "borte", "ola"),
    )
    table = frequency(own)
    assert list(table.columns) == ["name", "mysen-01", "drammen-02", "total"]
    assert list(table.index) == ["syn", "syn.rom", "syn.folk", "kon", "borte"]
    assert table.loc["syn.rom", "mysen-01"] == 2
    assert table.loc["syn.folk", "total"] == 1
    assert int(table["total"].sum()) == 4
    by_coder = frequency(own, "coder")
    assert int(by_coder["kari"].sum()) == 1
    assert int(by_coder["ola"].sum()) == 3


def test_frequency_of_nothing_is_zeros() -> None:
    assert int(frequency(study())["total"].sum()) == 0


def test_tables_of_a_report() -> None:
    report = themed(study(coding(INTERVIEW, DELT, "syn.rom")), EN)
    themes, material = themes_table(report), material_table(report)
    assert list(themes.columns) == ["Theme", "Description", "Informants", "Codings", "Example"]
    assert themes.loc["syn.rom", "Codings"] == 1
    assert material.loc["mysen-01", "Speakers"] == "Interviewer, Informant 1"
    assert material.loc["drammen-02", "Words"] == 18


def test_a_report_is_made_without_heavy_libraries() -> None:
    program = (
        "import sys, kodeverk.analysis, kodeverk.export.word;"
        "print([m for m in ('pandas', 'docx', 'lxml', 'spacy', 'textual') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"
