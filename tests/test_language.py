from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kodeverk.language import detect, sentences, transcript_sentences, word_forms
from kodeverk.model import Kind, Span, Speaker, Transcript, Turn

ONE_A_LINE = [
    "Vi møtes kl. 10.30 på torget. | Ta med bl.a. kaffe og f.eks. boller.",
    "De bor i f.eks. Oslo. | Og bl.a. Mysen.",
    "Hun kom 16. februar. | Den 27. og 28. var det stengt.",
    "Skoa var str. 24. | De passet ikke.",
    "Han stemte Frp. | Kona stemte ikke.",
    "Det var A. B. Hansen som ringte. | Han ville låne ei bok.",
    "Vi gikk for plan B. | Det gikk bra.",
    "Vi kommer på onsdag. | - Vi er alltid her, sa hun. | – Ja vel?",
    "«Nå er det nok!» sier hun. | «Er det?» spør jeg.",
    "Jeg tenkte … nei, jeg vet ikke. | Det var … | Så var det slutt.",
    "Vi hadde kaffe, kaker osv. | Alle var fornøyde.",
    "Første linje uten punktum | \nAndre linje",
    "1. Åpning av møtet | \n2. Nye lokaler. | Vi flytter.",
    "Vi var 14 i 2020. | 12 ble igjen.",
    "ja det var fint. | vi var der 3. mai. | og så kom han? | jeg vet ikke.",
    "ja det … var fint. | vi gikk. | så kom han.",
    "«nå er det nok!» sa hun. | ja. | nei. | det var det.",
    "Me bur på Voss, dvs. Mjølfjell. | Ho kjem ikkje i dag!",
    "Vi kender hr. Madsen, ca. 40 år. | Han bor i Køge.",
    "Ask Dr. Smith, e.g. by phone. | She is in at 9 a.m. | Really?",
    "Er det sant?! | Ja … | Nei.",
    "Ho budde i blokk B. | Utsikten var fin. | Det var J. B. Utsi som åtte ho.",
    "Da var venninna min. | Hun var ung. | Hun var med. | Lita, jfr. Art. 3, var ho ikkje.",
    "a) Hvem er det? | b) Hva vil de? | 2) Hvorfor?",
    "mm. | det var # fint. | # ja. | det var i 20 mm. tykkelse. | ei eg var i. | ho er vekke no.",
    "«Nei, nå ... » og så lo alle. | Han (f. 1960) lo ikkje.",
]


@pytest.mark.parametrize("marked", ONE_A_LINE)
def test_sentences_end_where_a_reader_says(marked: str) -> None:
    wanted = [part.strip() for part in marked.split("|")]
    text = marked.replace("| ", "")
    assert [text[s.start : s.end] for s in sentences(text)] == wanted


CHUNKS = ["Ja", "nei", "kl", "24", "B", ".", "!", "?", "…", "...", "»", "«", " ", " ", "\n", "-",
          "æ", "\u00a0", "e\u0301", "😀", "f.eks."]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(CHUNKS)).map("".join)))
def test_sentences_cover_everything_but_white_space(text: str) -> None:
    spans = sentences(text)
    covered: set[int] = set()
    for span in spans:
        assert not text[span.start].isspace() and not text[span.end - 1].isspace()
        assert "\n" not in text[span.start : span.end]
        covered.update(range(span.start, span.end))
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert covered.issuperset(i for i, char in enumerate(text) if not char.isspace())


def transcript(*said: tuple[str, str]) -> Transcript:
    body, turns = "", []
    for name, text in said:
        start = len(body) + (2 if body else 0)
        body += ("\n\n" if body else "") + f"{name}: {text}"
        head = start + len(name) + 2
        turns.append(Turn(Span(start, len(body)), Span(head, len(body)), name))
    names = {name for name, _ in said}
    return Transcript(
        "a", "a", Kind.INTERVIEW, body, "d", tuple(turns), speakers=tuple(map(Speaker, names))
    )


def test_transcript_sentences_leave_out_heads_and_keep_to_turns() -> None:
    one = transcript(("Kari", "ja. det stemmer"), ("Ola", "og så. nei"), ("Kari", "hm"))
    said = [one.text(span) for span in transcript_sentences(one)]
    assert said == ["ja.", "det stemmer", "og så.", "nei", "hm"]


NB = "Jeg vet ikke hva de mener, men vi har fått noe nytt på biblioteket."
NN = "Eg veit ikkje kva dei meiner, men me har fått noko nytt på biblioteket."
DA = "Jeg ved ikke, hvad de mener, men vi har fået noget nyt på biblioteket."
EN = "I do not know what they mean, but we have something new at the library."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (NB, "nb"),
        (NN, "nn"),
        (DA, "da"),
        (EN, "en"),
        ("", "nb"),
        ("Nei, nå må dere gi meg kaffe.", "nb"),
        ("Nej, nu må I give mig noget kaffe.", "da"),
        ("Kva gjer du no då?", "nn"),
        (f"{NB} " * 60 + f"{DA} " * 25, "nb"),
        (
            f"{NB} " * 45 + "Hvad mig dig sig af efter mellem meget noget nogen blev været. " * 40,
            "nb",
        ),
        (f"{NN} " * 60 + f"{NB} " * 25, "nn"),
    ],
)
def test_language_is_that_of_most_of_the_text(text: str, language: str) -> None:
    assert detect(text) == language


def test_word_forms_stand_where_the_word_does() -> None:
    text = "Bibliotekarene lånte ut bøker, ikke sant?"
    forms = word_forms(text)
    assert [text[f.span.start : f.span.end] for f in forms] == [
        "Bibliotekarene",
        "lånte",
        "ut",
        "bøker",
        "ikke",
        "sant",
    ]
    assert [f.lemma for f in forms][:4] == ["bibliotekar", "låne", "ut", "bok"]


def test_word_forms_speak_the_four_languages() -> None:
    assert [word_forms("bøker", "nb")[0].lemma, word_forms("kvinnene", "nn")[0].lemma] == [
        "bok",
        "kvinne",
    ]
    assert word_forms("kvinderne", "da")[0].lemma == "kvinde"
    assert word_forms("libraries", "en")[0].lemma == "library"
    assert word_forms("bøkene", "fi") == word_forms("bøkene", "nb")
    unknown = word_forms("torgvertene")[0]
    assert unknown.lemma == unknown.stem == "torgvert"


def test_an_aside_belongs_to_the_sentence_before_it() -> None:
    text = "Det er alt. (ler) Ja. [pause] Vi så bl.a. (ikke bare) det."
    found = [text[span.start : span.end] for span in sentences(text)]
    assert found == ["Det er alt. (ler)", "Ja. [pause]", "Vi så bl.a. (ikke bare) det."]
