"""Names, roles and turns; and that what is written in a layout is read back from it."""

from hypothesis import given
from hypothesis import strategies as st

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import DraftTurn, Outcome
from kodeverk.corpus.importers.formats import read_bytes
from kodeverk.corpus.importers.reading import Segment
from kodeverk.corpus.importers.report import to_json
from kodeverk.corpus.importers.speakers import cast, could_be_name, join, role_word
from kodeverk.model import Kind, Role


def talk(*said: tuple[str, str]) -> list[DraftTurn]:
    return [DraftTurn(text, name) for name, text in said]


def roles(turns: list[DraftTurn], *interviewers: str, title: str = "") -> dict[str, Role]:
    return {s.name: s.role for s in cast(turns, interviewers, title)[1]}


def test_what_may_be_a_name() -> None:
    names = "Kari|Åse Lund|Per-Arne Moe|Informant 2|I|S00|SPEAKER_01|Marie de la Cour|Kvinne 1"
    for name in f"{names}|Unknown Speaker|Mannlig informant|P3".split("|"):
        assert could_be_name(name), name
    others = "NB|Tema|Jeg sa til henne|Hva? Nei|Det er slik at alle her vet|08|E-post|(ler)||Ja, og"
    for name in [*others.split("|"), "x" * 41]:
        assert not could_be_name(name), name


def test_roles_in_so_many_words() -> None:
    assert role_word("Intervjuer 2") is Role.INTERVIEWER
    assert role_word("INT") is Role.INTERVIEWER
    assert role_word("I") is Role.INTERVIEWER
    assert role_word("Møteleder") is Role.FACILITATOR
    assert role_word("Informant-3") is Role.INFORMANT
    assert role_word("Mannlig informant") is Role.INFORMANT
    assert role_word("Deltaker 4") is Role.PARTICIPANT
    assert role_word("Unknown Speaker") is Role.UNKNOWN
    assert role_word("Ingrid") is None


def test_who_asks_is_the_interviewer() -> None:
    turns = talk(
        ("Åse", "Hva gjør du?"),
        ("Per", "Jeg låner ut bøker og hører på folk hele dagen, ikke sant?"),
        ("Åse", "Og etterpå?"),
        ("Per", "Da går jeg hjem og hviler, for det er mye å huske på."),
    )
    assert roles(turns) == {"Åse": Role.INTERVIEWER, "Per": Role.INFORMANT}


def test_nobody_asks() -> None:
    turns = talk(("Åse", "Ja."), ("Per", "Nei."), ("Åse", "Jo."))
    assert roles(turns) == {"Åse": Role.INFORMANT, "Per": Role.INFORMANT}


def test_three_are_a_workshop_and_the_known_one_leads() -> None:
    turns = talk(("Åse", "Ja."), ("Per", "Nei."), ("Kari", "Jo?"), ("Kari", "Sant?"))
    assert cast(turns, ["åse lund"])[0] is Kind.WORKSHOP
    assert roles(turns, "åse lund") == {
        "Åse": Role.FACILITATOR,
        "Per": Role.PARTICIPANT,
        "Kari": Role.PARTICIPANT,
    }


def test_two_who_ask_one_is_an_interview() -> None:
    turns = talk(("Intervjuer 1", "Hva?"), ("Intervjuer 2", "Når?"), ("Informant", "Nå."))
    kind, speakers = cast(turns)
    assert kind is Kind.INTERVIEW
    assert [s.role for s in speakers] == [Role.INTERVIEWER, Role.INTERVIEWER, Role.INFORMANT]


def test_the_title_or_a_role_can_make_it_a_workshop() -> None:
    turns = talk(("Åse", "Ja."), ("Per", "Nei."))
    assert cast(turns, (), "Fokusgruppe i Mysen")[0] is Kind.WORKSHOP
    assert cast(talk(("Fasilitator", "Ja."), ("Per", "Nei.")))[0] is Kind.WORKSHOP


def test_unknown_speakers_stay_unknown() -> None:
    turns = talk(("Ukjent", "Ja?"), ("Per", "Nei."))
    assert roles(turns)["Ukjent"] is Role.UNKNOWN


def test_joining() -> None:
    assert join([Segment("a", "Å", 1.0), Segment("b", "Å", 2.0), Segment("c", "Ø")]) == (
        DraftTurn("a b", "Å", 1.0),
        DraftTurn("c", "Ø"),
    )
    assert len(join([Segment("a", "Å", joins=False), Segment("b", "Å", joins=False)])) == 2
    assert join([]) == ()


NAMES = st.lists(
    st.sampled_from(["Åse Lund", "Per", "Kari-Anne", "Intervjuer", "Informant 1"]),
    min_size=2,
    max_size=12,
)
SPOKEN = "vi går på «torget» æ ø å 08:30 [ler] // --> <uklart> NB: så. Hva? e\u0301 \U0001f469"
WORDS = st.lists(st.sampled_from(SPOKEN.split(" ")), min_size=1, max_size=12).map(" ".join)


@given(st.data(), NAMES)
def test_what_is_written_is_read(data: st.DataObject, names: list[str]) -> None:
    said = [(name, "Ja " + data.draw(WORDS)) for name in [*names, *names]]
    text = "Samtale om huset\n\n" + "\n\n".join(f"{name}: {words}" for name, words in said)
    draft = read_bytes("a.txt", text.encode())
    expected = [(name, words.replace("e\u0301", "é")) for name, words in said]
    assert [(turn.speaker, turn.text) for turn in draft.turns] == expected
    transcript = compose(draft, "a")
    assert [(t.speaker, transcript.text(t.text)) for t in transcript.turns] == expected


@given(st.lists(st.tuples(st.sampled_from(["Åse", "Per Moe"]), WORDS), min_size=1, max_size=15))
def test_cues_are_read_and_joined(said: list[tuple[str, str]]) -> None:
    cues = "\n\n".join(
        f"{n}\n00:00:{n:02}.500 --> 00:00:{n:02}.900\n"
        f"<v {name}>{words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}</v>"
        for n, (name, words) in enumerate(said)
    )
    draft = read_bytes("a.vtt", f"WEBVTT\n\n{cues}\n".encode())
    joined: list[tuple[str, float, str]] = []
    for n, (name, words) in enumerate(said):
        words = words.replace("e\u0301", "é")
        if joined and joined[-1][0] == name:
            joined[-1] = (name, joined[-1][1], f"{joined[-1][2]} {words}")
        else:
            joined.append((name, n + 0.5, words))
    assert [(turn.speaker, turn.time, turn.text) for turn in draft.turns] == joined


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.vtt", "a.srt", "a.json"]))
def test_no_bytes_make_a_reader_crash(data: bytes, name: str) -> None:
    from kodeverk.errors import ImportRefused

    try:
        draft = read_bytes(name, data)
    except ImportRefused as refusal:
        assert refusal.code
        return
    transcript = compose(draft, "a")
    assert [transcript.text(turn.text) for turn in transcript.turns] or draft.turns


def test_the_report_has_exactly_its_fields() -> None:
    draft = read_bytes("a.vtt", b"WEBVTT\n\n00:01.250 --> 00:02.000\n<v Per>Hei\x07.</v>\n")
    assert to_json(Outcome("a.vtt", "import", draft=draft)) == {
        "file": "a.vtt",
        "outcome": "import",
        "code": "",
        "message": "",
        "text": "[00:00:01.250] Per: Hei.",
        "warnings": ["control_chars"],
        "turns": [{"speaker": "Per", "start_ms": 1250, "text": "Hei."}],
        "comments": [],
        "columns": [],
        "selections": [],
        "title": "a",
        "kind": "interview",
        "date": "",
        "language": "nb",
        "encoding": "utf-8",
        "importer": "vtt",
    }
    assert to_json(Outcome("b\udcff.pdf", "reject", "unsupported", "Nei.")) == {
        "file": "b?.pdf",
        "outcome": "reject",
        "code": "unsupported",
        "message": "Nei.",
        "text": "",
        "warnings": [],
        "turns": [],
        "comments": [],
        "columns": [],
        "selections": [],
        **dict.fromkeys(("title", "kind", "date", "language", "encoding", "importer"), ""),
    }


def test_names_and_titles_are_composed() -> None:
    cue = "00:01.000 --> 00:02.000\n<v A&#778;se>Hei.</v>\n"
    draft = read_bytes("Pa\u030a torget.vtt", f"WEBVTT\n\n{cue}".encode())
    assert (draft.title, draft.turns[0].speaker) == ("På torget", "Åse")


def test_two_who_ask_alike_are_not_told_apart() -> None:
    turns = talk(("Åse", "Hva?"), ("Per", "Når?"), ("Åse", "Hvor?"), ("Per", "Hvem?"))
    assert set(roles(turns).values()) == {Role.INFORMANT}
