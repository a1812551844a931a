"""Cues are proposed from what has been coded: telling words, no names, nothing said already."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from queue import Queue

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room_study import make_study

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Kind,
    Rejection,
    Role,
    Span,
    Speaker,
    Transcript,
)
from kodeverk.suggest import Material
from kodeverk.suggest.asking import Cue, Propose, Proposed, Reply
from kodeverk.suggest.propose import Proposer, propose
from kodeverk.tui.suggesting import ChildSuggester, Failed

BOOK = Codebook(
    codes=(
        Code("støy", "Støy", definition="Lyd forstyrrer andre.", examples=("«For en larm!»",)),
        Code("tid", "Tidspress", definition="For lite tid."),
    )
)
SPEAKERS = (
    Speaker("Intervjuer", Role.INTERVIEWER),
    Speaker("Solfrid Bakkemo", Role.INFORMANT),
)
FILL = (
    "Vi åpner klokka ti hver dag. Mange kommer for å lese aviser. Kaffen er god og billig her. "
    "Barna liker eventyr best. Hylla ble flyttet i fjor. Vi låner ut bøker og spill. "
    "Utstillingen varer hele måneden. Taket lekker når det regner. "
)


def transcript(name: str, *said: str, language: str = "nb") -> Transcript:
    """Return an interview where ``said`` are answers, with much else said around them."""
    turns = [DraftTurn("Har dere en tromme eller en basstromme?", "Intervjuer", 0.0)]
    turns += [DraftTurn(text, "Solfrid Bakkemo", 5.0) for text in (FILL * 8, *said, FILL * 8)]
    return compose(Draft(name, Kind.INTERVIEW, language, tuple(turns), SPEAKERS, "txt"), name)


def codings(code: str, texts: Iterable[tuple[Transcript, str]]) -> tuple[Coding, ...]:
    """Return codings of the first place where each text stands."""
    found = []
    for n, (where, text) in enumerate(texts):
        start = where.body.index(text)
        span = Span(start, start + len(text))
        found.append(Coding(f"c{n}", where.id, where.digest, span, code, "kari", "2022-01-01"))
    return tuple(found)


A1 = "Trommene dundrer gjennom veggen på torsdager."
A2 = "Da trommene dundret som verst, gikk Solfrid til Torvald, og Torvald gikk hjem."
B1 = "Jeg hører trommer hele kvelden, og Torvald sier 1984 unnskyldninger."
ONE = transcript("a", A1, A2, "Vi må rekke vakten før alle går.")
TWO = transcript("b", B1, "Det er trommer på plakaten, sier Bakkemo.")
CODED = codings("støy", [(ONE, A1), (ONE, A2), (TWO, B1)])
MATERIAL = Material(BOOK, (ONE, TWO), CODED)


def texts(cues: Iterable[Cue]) -> list[str]:
    """Return what is proposed, a counter-cue with a minus."""
    return [("-" if cue.against else "") + cue.text for cue in cues]


def test_what_the_codings_hold_more_than_the_rest_is_proposed() -> None:
    first, *rest = propose(MATERIAL, "støy")
    assert (first.text, first.against, first.inside, first.outside) == ("tromme", False, 3, 1)
    where = {"a": ONE, "b": TWO}[first.transcript]
    assert where.text(first.span) == first.quote
    assert "tromme" in first.quote.casefold()
    assert first.span in [c.span for c in CODED] and first.score > 2
    assert all(cue.score <= first.score for cue in rest)
    assert propose(MATERIAL, "støy", most=0) == ()
    assert propose(MATERIAL, "støy") == propose(MATERIAL, "støy")


def test_names_numbers_and_function_words_are_not() -> None:
    twice = transcript("c", *[f"{t} Og 1984 var også tre ganger slik." for t in (A1, A2)])
    both = codings("støy", [(twice, t + " Og 1984 var også tre ganger slik.") for t in (A1, A2)])
    found = texts(propose(replace(MATERIAL, transcripts=(twice,), codings=both), "støy", 50))
    assert found
    for word in ("torvald", "solfrid", "bakkemo", "1984", "tre", "også", "og"):
        assert not any(word in cue.split() for cue in found), word


def test_a_word_that_is_only_seen_where_a_sentence_begins_may_be_a_name() -> None:
    one = transcript("a", "Hallvard bråker fælt.", "Hallvard maser om bråk.")
    coded = codings("støy", [(one, "Hallvard bråker fælt."), (one, "Hallvard maser om bråk.")])
    assert "hallvard" not in texts(propose(Material(BOOK, (one,), coded), "støy"))
    small = transcript("a", "hallvard bråker fælt.", "hallvard maser om bråk.")
    coded = codings("støy", [(small, "hallvard bråker fælt."), (small, "hallvard maser om bråk.")])
    assert "hallvard" in texts(propose(Material(BOOK, (small,), coded), "støy"))
    spoken = replace(small, speakers=(Speaker("Hallvard Moe"), *small.speakers))
    assert "hallvard" not in texts(propose(Material(BOOK, (spoken,), coded), "støy"))


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Trommer"},
        {"definition": "En trommes lyd."},
        {"include": "Tromming og trommene."},
        {"exclude": "Trommer på plakater."},
        {"examples": ("«For noen trommer!»",)},
        {"cues": ("tromme",)},
        {"counter_cues": ("trommene",)},
    ],
)
def test_what_the_code_says_already_is_not(fields: dict[str, object]) -> None:
    code = replace(BOOK.codes[0], **fields)  # type: ignore[arg-type]
    book = replace(BOOK, codes=(code, BOOK.codes[1]))
    assert "tromme" in texts(propose(MATERIAL, "støy"))
    assert "tromme" not in texts(propose(replace(MATERIAL, codebook=book), "støy"))


def test_the_tail_of_a_compound_says_the_same() -> None:
    said = ("Basstromma dundrer.", "Den basstromma, altså.")
    one = transcript("a", *said)
    coded = codings("støy", [(one, said[0]), (one, said[1])])
    with_cue = replace(BOOK, codes=(replace(BOOK.codes[0], cues=("tromma",)),))
    assert any("basstromme" in t for t in texts(propose(Material(BOOK, (one,), coded), "støy")))
    found = texts(propose(Material(with_cue, (one,), coded), "støy"))
    assert not any("basstromm" in text for text in found)


def plain(*said: str) -> Transcript:
    """Return an interview where nothing else is said."""
    turns = tuple(DraftTurn(text, "Solfrid Bakkemo", 5.0) for text in said)
    return compose(Draft("a", Kind.INTERVIEW, "nb", turns, SPEAKERS, "txt"), "a")


def test_what_is_common_elsewhere_too_is_not_proposed() -> None:
    coded = [f"Det er kaffen og pengene {n}." for n in range(100, 160)]
    others = [f"Da kaffen og bordet {n}." for n in range(200, 240)]
    others += [f"Da var stolen og bordet {n}." for n in range(300, 360)]
    one = plain(*coded, *others)
    material = Material(BOOK, (one,), codings("støy", [(one, text) for text in coded]))
    assert texts(propose(material, "støy")) == ["pengene"]


def test_where_little_has_been_said_nothing_is_sure() -> None:
    said = ("Her er trommer.", "Flere trommer kommer.", "Bordet står der.", "Stolen er grå.")
    one = plain(*said)
    coded = codings("støy", [(one, text) for text in said[:2]])
    assert propose(Material(BOOK, (one,), coded), "støy") == ()


def test_one_coding_is_not_enough_and_two_coders_of_one_place_are_one() -> None:
    much = transcript("a", A1, *[FILL] * 40)
    alone = Material(BOOK, (much,), codings("støy", [(much, A1)]))
    assert propose(alone, "støy") == ()
    (first,) = alone.codings
    other = replace(first, id="x", coder="ola", span=Span(first.span.start, first.span.end - 5))
    assert propose(replace(alone, codings=(first, other)), "støy") == ()
    assert propose(replace(MATERIAL, codings=()), "støy") == ()


def test_codings_of_another_text_or_another_code_do_not_count() -> None:
    stale = tuple(replace(coding, digest="0" * 32) for coding in CODED)
    assert propose(replace(MATERIAL, codings=stale), "støy") == ()
    assert propose(MATERIAL, "tid") == () == propose(MATERIAL, "borte")
    book = replace(BOOK, codes=(BOOK.codes[0], replace(BOOK.codes[1], replaces=("gammel",))))
    old = tuple(replace(coding, code="gammel") for coding in CODED)
    assert "tromme" in texts(propose(replace(MATERIAL, codebook=book, codings=old), "tid"))


def test_what_interviewers_say_does_not_count() -> None:
    asked = tuple(replace(s, role=Role.INTERVIEWER) for s in SPEAKERS)
    muted = tuple(replace(t, speakers=asked) for t in (ONE, TWO))
    assert propose(replace(MATERIAL, transcripts=muted), "støy") == ()


def test_a_word_of_several_transcripts_comes_before_one_of_a_single_one() -> None:
    said = ("Piano og trommer.", "Piano og trommer igjen.")
    one, two = transcript("a", *said), transcript("b", "Bare trommer.", "Bare piano da.")
    both = codings("støy", [(one, said[0]), (one, said[1]), (two, "Bare trommer.")])
    found = propose(Material(BOOK, (one, two), both), "støy")
    assert texts(found)[0] == "tromme"
    scores = {cue.text: cue.score for cue in found}
    assert "piano" not in scores or scores["piano"] < 0.8 * scores["tromme"]


def test_a_phrase_is_proposed_where_it_tells_more_than_its_words() -> None:
    common = ["Vi snubler ofte.", "Noen snubler i trappa.", "De snubler og ler.", "Alle snubler."]
    said = ("Han snublet over oss en dag.", "Jeg snubla over dere tilfeldigvis.")
    one, two = transcript("a", *common, said[0]), transcript("b", *common, said[1])
    coded = codings("støy", [(one, said[0]), (two, said[1])])
    found = texts(propose(Material(BOOK, (one, two), coded), "støy"))
    assert any(text.endswith(" over") and text.startswith("snubl") for text in found), found
    assert "snuble" not in found
    assert not any(
        text.startswith("tromme ") or text.endswith(" tromme")
        for text in texts(propose(MATERIAL, "støy"))
    )


def test_a_transcribers_aside_is_not_speech() -> None:
    said = ("Slik er det (ler) altså.", "Nei, aldri i livet [ler].")
    one = transcript("a", *said)
    coded = codings("støy", [(one, text) for text in said])
    assert propose(Material(BOOK, (one,), coded), "støy") == ()


def rejections(code: str, places: Iterable[tuple[Transcript, str]]) -> tuple[Rejection, ...]:
    """Return a no to ``code`` on each text."""
    return tuple(
        Rejection(c.id, c.transcript, c.digest, c.span, code, c.coder, c.at)
        for c in codings(code, places)
    )


POSTER = ("Trommer på plakaten er fint.", "En plakat med trommer henger der.")


def test_what_is_rejected_again_and_again_speaks_against() -> None:
    three = transcript("c", *POSTER)
    material = replace(
        MATERIAL,
        transcripts=(ONE, TWO, three),
        rejections=rejections("støy", [(three, text) for text in POSTER]),
    )
    found = propose(material, "støy")
    against = [cue for cue in found if cue.against]
    assert [cue.text for cue in against] == ["plakat"]
    assert (against[0].inside, against[0].outside) == (2, 1)
    assert "-tromme" not in texts(found), "it is in the codings too"
    coded = codings("støy", [(three, "Trommer"), (three, "trommer henger")])
    overruled = replace(material, codings=(*CODED, *coded))
    assert not any(cue.against for cue in propose(overruled, "støy"))


def test_what_is_read_and_left_in_spite_of_a_cue_speaks_against() -> None:
    three = transcript("c", *POSTER)
    book = replace(BOOK, codes=(replace(BOOK.codes[0], cues=("trommer",)), BOOK.codes[1]))
    material = Material(book, (ONE, TWO, three), CODED)
    begun = replace(material, read={"c": (Span(0, 10),)})
    for known in (material, begun):
        assert not any(cue.against for cue in propose(known, "støy"))
    read = {"c": (Span(0, len(three.body)),)}
    found = propose(replace(material, read=read), "støy")
    assert "-plakat" in texts(found)


def test_reading_is_done_once_and_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    proposer = Proposer()
    assert proposer.propose(MATERIAL, "støy", cancelled=lambda: True) == ()
    first = proposer.propose(MATERIAL, "støy")
    monkeypatch.setattr("kodeverk.suggest.propose.read", None)
    assert proposer.propose(MATERIAL, "støy") == first == propose_again(proposer)


def propose_again(proposer: Proposer) -> tuple[Cue, ...]:
    """Ask for another code in between."""
    proposer.propose(MATERIAL, "tid")
    return proposer.propose(MATERIAL, "støy")


@given(st.permutations(CODED), st.permutations((ONE, TWO)))
def test_the_order_of_what_is_known_does_not_matter(
    coded: list[Coding], known: list[Transcript]
) -> None:
    material = Material(BOOK, tuple(known), tuple(coded))
    assert PROPOSER.propose(material, "støy") == propose(MATERIAL, "støy")


PROPOSER = Proposer()


def test_the_child_answers_what_may_be_cues(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=8)
    answers: Queue[Reply | Failed] = Queue()
    suggester = ChildSuggester(project)
    try:
        for name in project.transcript_ids:
            start = project.transcript(name).body.index("Det bråker fryktelig")
            project.code(name, Span(start, start + 55), "kon.stoy")
        assert suggester.ask(Propose("kon.stoy", most=2), answers.put)
        found = answers.get(timeout=120)
        assert isinstance(found, Proposed) and found.code == "kon.stoy"
        assert len(found.cues) == 2 and {cue.inside for cue in found.cues} == {8}
    finally:
        suggester.close()
        project.close()
