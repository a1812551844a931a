"""Names in a file: merged, renamed, given roles; no word is lost, and twice is once."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.corpus.importers.speakers import cast
from kodeverk.corpus.likeness import likely
from kodeverk.corpus.naming import Naming, Said, apply, counts, is_generic, settled
from kodeverk.model import Kind, Role, Speaker

POOL = ("Kari", "KARI", "Kari N.", "Ola", "Nordmann, Kari (Drammen)", "SPEAKER_00", "Åse Bø")
NAMES = st.sampled_from(POOL)
TEXTS = st.text(st.sampled_from("æøå abc.?"), min_size=1, max_size=12).filter(str.strip)
TURNS = st.lists(
    st.builds(DraftTurn, TEXTS.map(str.strip), NAMES | st.none(), st.none(), st.booleans()),
    max_size=8,
)
SAID = st.builds(
    Said,
    st.just("") | NAMES.filter(lambda name: not is_generic(name)) | st.just("Kari Nordmann"),
    st.none() | st.sampled_from(Role),
    st.dictionaries(st.sampled_from(("unit", "place")), st.sampled_from(("", "NAV", "Førde"))),
)
NAMINGS = st.dictionaries(NAMES, SAID, max_size=5).map(lambda said: Naming.of(said.items()))


def drafted(turns: list[DraftTurn], kind: Kind = Kind.WORKSHOP) -> Draft:
    names = dict.fromkeys(turn.speaker for turn in turns if turn.speaker)
    roles = (Role.INTERVIEWER, Role.INFORMANT)
    speakers = tuple(Speaker(name, roles[n % 2]) for n, name in enumerate(names))
    return Draft("Prøve", kind, "nb", tuple(turns), speakers, "vtt")


def talk(*turns: tuple[str, str], joins: bool = True) -> Draft:
    said = [DraftTurn(text, name, float(n), joins) for n, (name, text) in enumerate(turns)]
    return drafted(said, Kind.INTERVIEW)


@settings(max_examples=200)
@given(TURNS, NAMINGS)
def test_no_word_is_lost_and_twice_is_once(turns: list[DraftTurn], naming: Naming) -> None:
    draft = drafted(turns)
    named = apply(draft, naming)
    words = [word for turn in turns for word in turn.text.split()]
    assert [word for turn in named.turns for word in turn.text.split()] == words
    assert apply(named, naming) == named
    # Every name is somebody's name or alias, and who said what is as it is said.
    for was in draft.speakers:
        now = naming.becomes(was.name)
        (speaker,) = (each for each in named.speakers if each.name == now)
        assert was.name in (now, *speaker.aliases)
    assert {turn.speaker for turn in named.turns if turn.speaker} == {
        speaker.name for speaker in named.speakers
    }
    told: list[tuple[str | None, str]] = []
    for turn in turns:
        who = naming.becomes(turn.speaker) if turn.speaker else None
        told += [(who, word) for word in turn.text.split()]
    assert told == [(turn.speaker, word) for turn in named.turns for word in turn.text.split()]
    made = compose(named, "x")
    assert len(made.turns) == len(named.turns)


def test_cues_of_a_program_are_joined_and_a_persons_paragraphs_are_not() -> None:
    naming = Naming.of([("KARI", Said("Kari"))])
    turns = (("Kari", "Ja."), ("KARI", "Det er"), ("KARI", "fint."), ("Ola", "Ja."))
    joined = apply(talk(*turns), naming)
    assert [turn.text for turn in joined.turns] == ["Ja. Det er fint.", "Ja."]
    assert joined.turns[0].time == 0.0
    kept = apply(talk(*turns, joins=False), naming)
    assert [turn.text for turn in kept.turns] == ["Ja.", "Det er", "fint.", "Ja."]
    assert kept.speakers[0].aliases == ("KARI",)


def test_speakers_take_up_what_is_said_of_them() -> None:
    draft = talk(("KARI", "Hva?"), ("Kari N.", "Ja."), ("Ola", "Nei."))
    naming = Naming.of(
        [
            ("kari", Said("Kari N.", attributes={"unit": "NAV", "place": "Mysen"})),
            ("Kari N.", Said("Kari Nordmann:", Role.INFORMANT)),
            ("Kari Nordmann", Said(attributes={"unit": "bibliotek", "place": ""})),
        ]
    )
    assert apply(draft, Naming.of([("kari", Said("Ola"))])) == draft  # case is a difference
    naming = settled(naming, draft)
    kari, ola = apply(draft, naming).speakers
    assert kari == Speaker(
        "Kari Nordmann", Role.INFORMANT, {"unit": "bibliotek"}, ("KARI", "Kari N.")
    )
    assert ola == draft.speakers[2]
    assert counts(apply(draft, naming)) == {"Kari Nordmann": (1, 2), "Ola": (1, 1)}


def test_what_seemed_a_workshop_is_an_interview_when_two_speak() -> None:
    draft = talk(("KARI", "Hva?"), ("Ola", "Ja."), ("Kari N.", "Hvor?"), ("Ola", "Der."))
    three = replace(draft, kind=Kind.WORKSHOP, speakers=cast(draft.turns)[1])
    assert [each.role for each in three.speakers].count(Role.PARTICIPANT) >= 2
    named = apply(three, Naming.of([("KARI", Said("Kari N."))]))
    roles = [each.role for each in named.speakers]
    assert (named.kind, roles) == (Kind.INTERVIEW, [Role.INTERVIEWER, Role.INFORMANT])
    kept = apply(replace(three, kind=Kind.SURVEY), Naming.of([("KARI", Said("Kari N."))]))
    assert kept.kind is Kind.SURVEY


def test_two_change_names_and_a_new_name_may_tell_the_role() -> None:
    swap = Naming.of([("Taler 1", Said("Taler 2")), ("Taler 2", Said("Taler 1"))])
    draft = talk(("Taler 1", "Hei."), ("Taler 2", "Hallo."))
    named = apply(draft, swap)
    assert [turn.speaker for turn in named.turns] == ["Taler 2", "Taler 1"]
    assert apply(named, swap) == named
    renamed = apply(draft, Naming.of([("Taler 2", Said("Intervjuer"))]))
    assert renamed.speakers[1].role is Role.INTERVIEWER


def test_a_label_in_a_names_place_does_not_tell_the_name() -> None:
    draft = talk(("Kari Nordmann", "Hei."), ("I", "Hva?"))
    naming = Naming.of([("Kari Nordmann", Said("Informant 1")), ("I", Said("Intervjuer"))])
    named = apply(draft, naming)
    assert [speaker.aliases for speaker in named.speakers] == [(), ("I",)]
    assert "Nordmann" not in str(named)


def suggested(*names: str, known: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    return [(alike.name, alike.names) for alike in likely(names, known)]


def test_names_of_one_person_are_suggested() -> None:
    many = (
        "Kari",
        "Ola",
        "Kari N.",
        "KARI",
        "kari",
        "Kari Nordmann",
        "Nordmann, Kari (Drammen)",
        "Kari Nordmann (gjest)",
        "K. Nordmann",
        "Kari Nordmann | Drammen kommune",
        "kari.nordmann@drammen.no",
        "Nordmann",
    )
    assert suggested(*many) == [("Kari Nordmann", tuple(n for n in many if n != "Ola"))]
    assert suggested("KARI", "kari") == [("Kari", ("KARI", "kari"))]
    assert suggested("Per-Olav Bø", "Per Olav") == [("Per-Olav Bø", ("Per-Olav Bø", "Per Olav"))]
    assert suggested("Kari M.", known=("Kari Moe", "Ola")) == [("Kari Moe", ("Kari M.",))]
    assert suggested("Åse Bø", known=("Åse Bø",)) == []


def test_where_it_could_be_two_nothing_is_suggested() -> None:
    assert suggested("Kari", "Kari N.", "Kari M.") == []
    assert suggested("Kari", "Kari N.", "Kari Nordmann", "Kari Moe") == [
        ("Kari Nordmann", ("Kari N.", "Kari Nordmann"))
    ]
    assert suggested("Kari N.", "Ola N.", "K. N.", "Karianne N.") == []
    for labels in (
        ("SPEAKER_00", "SPEAKER_01", "SPEAKER"),
        ("Informant", "Informant 1", "Informant 2"),
        ("Taler 1", "Taler 2", "S00", "S01"),
        ("K", "K1", "Kari"),
        ("Informant", "Informant Bø", "Taler", "Taler Moe"),
    ):
        assert suggested(*labels) == [], labels
    assert suggested("informant 1", "Informant 1") == [
        ("Informant 1", ("informant 1", "Informant 1"))
    ]


@settings(max_examples=100)
@given(st.lists(st.text(st.sampled_from("KkAaNn ,.()-"), max_size=10), max_size=6))
def test_any_names_can_be_compared(names: list[str]) -> None:
    groups = likely(names)
    taken = [name for group in groups for name in group.names]
    assert len(taken) == len(set(taken)) and set(taken) <= set(names)
