"""Codings find their words again in a corrected transcript, or are listed: never in silence."""

import random
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from corrections import Corrected, correct
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.corpus.alignment import Word, words_of
from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.corpus.reanchor import Correction, Fate, Same, reanchor
from kodeverk.model import Kind, Span, Speaker, Transcript
from kodeverk.project import Project

STUDY = Path(__file__).parent.parent
SCRIPTS = 200


@cache
def study() -> tuple[dict[str, Transcript], dict[str, list[Span]]]:
    """The demonstration study: its texts, and where they are coded."""
    project = Project.open(STUDY, coder="prøve", device="test")
    spans: dict[str, set[Span]] = defaultdict(set)
    for coding in project.codings():
        spans[coding.transcript].add(coding.span)
    texts = {transcript.id: transcript for transcript in project.transcripts()}
    return texts, {name: sorted(spans[name]) for name in texts}


def text(*said: tuple[str | None, str]) -> Transcript:
    """A transcript in which that is said, by whom."""
    turns = tuple(DraftTurn(words, name) for name, words in said)
    names = dict.fromkeys(name for name, _words in said if name)
    speakers = tuple(Speaker(name) for name in names)
    return compose(Draft("Prøve", Kind.INTERVIEW, "nb", turns, speakers, "txt"), "prove")


def at(transcript: Transcript, words: str) -> Span:
    start = transcript.body.index(words)
    return Span(start, start + len(words))


def fate(old: Transcript, new: Transcript, words: str) -> tuple[Fate, str | None]:
    """What became of ``words``, and the text that stands for them now."""
    (found,) = reanchor(old, new, [at(old, words)])
    return found.fate, new.text(found.new) if found.new else None


SAID = (
    ("Kari", "Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
    ("Ola", "Jeg savner et eget rom. Biblioteket skal være fritt."),
    ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
)
OLD = text(*SAID)


def test_what_stands_still_is_unchanged() -> None:
    new = text(
        ("Kari", "Hei og velkommen. Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
        ("Ola", "Jeg savner et eget rom. Biblioteket skal være fritt."),
        ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
    )
    assert fate(OLD, new, "Biblioteket skal være fritt.") == (
        Fate.UNCHANGED,
        "Biblioteket skal være fritt.",
    )
    assert fate(OLD, new, "Vi flyttet sammen i fjor.")[0] is Fate.UNCHANGED


def test_a_moved_turn_and_another_speaker_are_told() -> None:
    ola = "Jeg savner et eget rom. Biblioteket skal være fritt."
    moved = text(
        ("Ola", ola),
        ("Kari", "Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
        ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
    )
    assert fate(OLD, moved, "Jeg savner et eget rom.") == (Fate.MOVED, "Jeg savner et eget rom.")
    said_by_another = text(
        ("Kari", "Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
        ("Per", ola),
        ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
    )
    assert fate(OLD, said_by_another, "Jeg savner et eget rom.")[0] is Fate.MOVED


def test_another_text_has_to_be_looked_at() -> None:
    new = text(
        ("Kari", "Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
        ("Ola", "Jeg savner et eget hjem. Biblioteket, skal være fritt!"),
        ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
    )
    assert fate(OLD, new, "Jeg savner et eget rom.") == (Fate.CHANGED, "Jeg savner et eget hjem")
    assert fate(OLD, new, "Biblioteket skal være fritt.")[0] is Fate.CHANGED


def test_what_is_gone_is_lost() -> None:
    new = text(
        ("Kari", "Vi flyttet sammen i fjor. Det gikk fint med åpningstidene."),
        ("Kari", "Det er jeg enig i. Folk tror vi er kommunen."),
    )
    assert fate(OLD, new, "Biblioteket skal være fritt.") == (Fate.LOST, None)


def test_of_two_that_are_alike_none_is_chosen_unseen() -> None:
    old = text(("Kari", "Ja. Nei. Ja, det er fint her på huset. Ja. Nei."))
    new = text(("Kari", "Ja. Nei. Kanskje ikke. Ja. Nei."))
    first = Span(old.body.index("Ja. Nei."), old.body.index("Ja. Nei.") + len("Ja. Nei."))
    last = Span(old.body.rindex("Ja. Nei."), len(old.body))
    found = reanchor(old, new, [first, last])
    sure = [each.new for each in found if each.fate in (Fate.UNCHANGED, Fate.MOVED)]
    assert len(sure) == len(set(sure))


def test_what_is_said_once_more_beside_it_has_to_be_looked_at() -> None:
    before, after = "Før var det trangt og mørkt.", "Vi trives godt på biblioteket vårt."
    old = text(("Kari", f"{before} Det er fint her. {after}"))
    new = text(("Kari", f"{before} Det er fint her. Mange stikker innom. Det er fint her. {after}"))
    assert fate(old, new, "Det er fint her.")[0] is Fate.CHANGED
    assert carried(Correction(old, new).same(), at(old, "Det er fint her.")) is None


def test_of_little_that_is_left_nothing_is_proposed() -> None:
    old = text(("Kari", "Vi fikk et nytt rom i fjor. Der kan alle være så lenge de vil."))
    new = text(("Kari", "Vi fikk et fint lite hus. Der kan alle være så lenge de vil."))
    assert fate(old, new, "et nytt rom i fjor") == (Fate.LOST, None)
    assert fate(old, new, "Vi fikk et nytt")[0] is Fate.CHANGED


def test_words_among_others_are_proposed_where_they_stand_alone() -> None:
    old = text(*SAID, ("Ola", "Ja, takk skal du ha."))
    new = text(*SAID[:1], ("Ola", "Så fint. Takk skal du ha."), *SAID[1:], ("Ola", "Ha det!"))
    assert fate(old, new, "takk skal du ha") == (Fate.CHANGED, "Takk skal du ha")


def test_a_stretch_without_words_is_lost_and_the_same_text_is_itself() -> None:
    new = text(("Kari", "Noe helt annet."))
    assert reanchor(OLD, new, [Span(0, 2)])[0].fate is Fate.LOST  # in the name of who speaks
    (found,) = reanchor(OLD, OLD, [Span(0, 2)])
    assert (found.fate, found.new) == (Fate.UNCHANGED, Span(0, 2))


@pytest.mark.parametrize("seed", range(0, SCRIPTS, 20))
def test_no_coding_of_the_demonstration_is_ever_shifted_in_silence(seed: int) -> None:
    counts: Counter[str] = Counter()
    for number in range(seed, seed + 20):
        chance = random.Random(number)
        texts, coded = study()
        old = texts[chance.choice(sorted(texts))]
        made = correct(old, chance, chance.choice((1, 3, 10, 30, 80)))
        correction, words = Correction(old, made.transcript), words_of(made.transcript)
        same = correction.same()
        for span in coded[old.id]:
            truth = survived(made, span)
            found = correction.place(span)
            sure = found.fate in (Fate.UNCHANGED, Fate.MOVED)
            if truth is None:
                assert not sure, f"script {number}: {span} is gone, and nobody was told"
            else:
                there = found.new is not None and said_at(words, found.new) == truth
                assert there or not sure, f"script {number}: {span} is on other words"
                counts["listed" if not there else "right"] += 1
            late = carried(same, span)
            if late is not None:
                assert truth is not None and said_at(words, late) == truth, number
                assert made.transcript.text(late) == old.text(span)
            if sure and late is None:  # all that stands as it was is in one stretch
                raise AssertionError(f"script {number}: {span} would have to be moved by hand")
    assert counts["listed"] <= counts["right"] // 200


def carried(same: tuple[Same, ...], span: Span) -> Span | None:
    for each in same:
        if each.old.start <= span.start and span.end <= each.old.end:
            shift = each.start - each.old.start
            return Span(span.start + shift, span.end + shift)
    return None


def survived(made: Corrected, span: Span) -> list[tuple[int, int]] | None:
    """Where the words of ``span`` stand now, if all do and still follow each other."""
    starts, ends = [w.start for w in made.words], [w.end for w in made.words]
    inside = range(bisect_right(ends, span.start), bisect_left(starts, span.end))
    now = [made.now.get(n) for n in inside]
    places = [place for place in now if place is not None]
    if len(places) < len(now) or not now:
        return None
    if any(after[0] - before[0] != 1 for before, after in pairwise(places)):
        return None
    return [(place[1].start, place[1].end) for place in places]


def said_at(words: Sequence[Word], span: Span) -> list[tuple[int, int]]:
    """Where the words that ``span`` touches stand."""
    return [(w.start, w.end) for w in words if w.start < span.end and span.start < w.end]


@given(st.data())
def test_what_is_the_same_is_so_to_the_letter(data: st.DataObject) -> None:
    words = ["ja", "nei", "Åse", "på", "biblioteket", "fint", "det"]
    said = st.lists(st.sampled_from(words), min_size=1, max_size=8).map(" ".join)
    turn = st.tuples(st.sampled_from(["Kari", "Ola", None]), said)
    turns = data.draw(st.lists(turn, min_size=1, max_size=5))
    other = data.draw(st.one_of(st.lists(turn, min_size=1, max_size=5), st.permutations(turns)))
    old, new = text(*turns), text(*other)
    same = Correction(old, new).same()
    for each in same:
        there = Span(each.start, each.start + each.old.end - each.old.start)
        assert old.text(each.old) == new.text(there)
    news = [Span(s.start, s.start + s.old.end - s.old.start) for s in same]
    for transcript, stretches in ((old, [each.old for each in same]), (new, news)):
        for word in words_of(transcript):  # white space between two may be in both, no word is
            assert sum(s.start < word.end and word.start < s.end for s in stretches) <= 1


def test_the_heads_of_turns_are_no_words_of_it() -> None:
    new = text(*((f"{name} Nes", said) for name, said in SAID))
    found = Correction(OLD, new).same()
    assert len(found) == len(SAID)
    for each, (_name, said) in zip(found, SAID, strict=True):
        assert said in OLD.text(each.old)
