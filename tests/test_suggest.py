import weakref
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from kodeverk.language import transcript_sentences
from kodeverk.model import (
    Answer,
    Code,
    Codebook,
    Coding,
    Kind,
    Origin,
    OriginKind,
    Outcome,
    Reason,
    Rejection,
    Role,
    Span,
    Speaker,
    Standing,
    Suggestion,
    Transcript,
    Turn,
)
from kodeverk.suggest import Engine, Material, default_engine, mixer, reading
from kodeverk.suggest import engine as engine_module
from kodeverk.suggest import learned as learned_module
from kodeverk.suggest import places as places_module
from kodeverk.suggest.engine import MOST_PER_SENTENCE, MixingEngine
from kodeverk.suggest.evidence import LEARNED, STATIC
from kodeverk.suggest.known import Known, Scored
from kodeverk.suggest.learned import Learned
from kodeverk.suggest.meaning import Meaning
from kodeverk.suggest.places import Place
from kodeverk.suggest.vocabulary import Vocabulary, Word

BOOK = Codebook(
    codes=(
        Code("kon", "Konflikt", "Alt om støy, bråk, dobbeltbooking og møterom.", codable=False),
        Code(
            "kon.rom",
            "Støy og romkamp",
            "Lyd, bråk, trengsel eller dobbeltbooking av de samme møterommene.",
            include="Støy mellom aktiviteter; at noen krangler.",
            exclude="Glede over nye møbler.",
            examples=("«Rytmebandet begynte rett som vi satte oss.»",),
            parent="kon",
        ),
        Code(
            "kon.penger",
            "Budsjett",
            "Budsjett, innsparing og penger som fordeles mellom tjenestene.",
            include="Mediebudsjettet mot andre formål.",
        ),
        Code("syn.kurs", "Felles kurs", "Kurs og arrangement som planlegges sammen."),
        Code("uav.lov", "Lovforankring", "Bibliotekloven, formålsparagrafen og samfunnsoppdraget."),
        Code(
            "uav.fri", "Fristed", "Et sted der en kan være i fred uten ærend og uten å kjøpe noe."
        ),
    )
)
ROLES = {"Intervjuer": Role.INTERVIEWER, "Fasilitator": Role.FACILITATOR, "Solveig": Role.INFORMANT}


def transcript(
    *said: tuple[str | None, str],
    name: str = "a",
    language: str = "nb",
    kind: Kind = Kind.INTERVIEW,
) -> Transcript:
    body = ""
    turns = []
    for speaker, text in said:
        body += "\n\n" if body else ""
        head = f"{speaker}: " if speaker else ""
        start = len(body)
        body += head + text
        turns.append(Turn(Span(start, len(body)), Span(start + len(head), len(body)), speaker))
    names = sorted({speaker for speaker, _ in said if speaker})
    speakers = tuple(Speaker(each, ROLES.get(each, Role.UNKNOWN)) for each in names)
    return Transcript(
        name, name, kind, body, f"digest of {body}", tuple(turns), "", language, speakers=speakers
    )


def place(where: Transcript, quote: str) -> Span:
    start = where.body.index(quote)
    return Span(start, start + len(quote))


def coding(where: Transcript, quote: str, code: str, origin: OriginKind = OriginKind.OWN) -> Coding:
    return Coding(
        f"{where.id}:{quote[:9]}:{code}",
        where.id,
        where.digest,
        place(where, quote),
        code,
        "kari",
        "2022-03-14T10:00:00Z",
        Origin(origin),
    )


def rejection(where: Transcript, quote: str, code: str) -> Rejection:
    return Rejection(
        f"no {quote[:9]}", where.id, where.digest, place(where, quote), code, "ola", "2022-03-14"
    )


def material(
    *transcripts: Transcript,
    codings: Iterable[Coding] = (),
    rejections: Iterable[Rejection] = (),
    book: Codebook = BOOK,
    bar: float | None = None,
    read: Iterable[Transcript] = (),
    outcomes: Iterable[Outcome] = (),
) -> Material:
    return Material(
        book,
        transcripts,
        tuple(codings),
        tuple(rejections),
        {each.id: tuple(turn.text for turn in each.turns) for each in read},
        tuple(outcomes),
        bar,
    )


def suggest(where: Transcript, *others: Transcript, **given: Any) -> tuple[Suggestion, ...]:
    engine = default_engine()
    engine.learn(material(where, *others, **{"bar": 0.2} | given))
    return engine.suggest(where)


def likely(where: Transcript, quote: str, code: str, *others: Transcript, **given: Any) -> float:
    """Return how likely ``code`` is for the sentence ``quote``."""
    engine = default_engine()
    engine.learn(material(where, *others, **given))
    weighed = engine.weigh(where)
    row = weighed.spans.index(place(where, quote))
    return float(weighed.scores[row, weighed.codes.index(code)])


def pairs(where: Transcript, found: Sequence[Suggestion]) -> list[tuple[str, str]]:
    return [(where.text(each.span), each.code) for each in found]


NOISE = "Det var støy og dobbeltbooking av møterommene hele uka, og folk krangla."
MONEY = "Mediebudsjettet ble mindre da innsparingen kom."
SMALL = "Ja, det er fint vær i dag."


def test_the_codebook_speaks_in_any_form_and_compound_and_says_why() -> None:
    one = transcript(("Solveig", f"{SMALL} {NOISE}"), ("Solveig", MONEY))
    found = suggest(one)
    assert pairs(one, found) == [(NOISE, "kon.rom"), (MONEY, "kon.penger")]
    words = {reason.kind: reason.words for reason in found[0].reasons}
    assert words["name"] == ("støy",)
    assert {"bråk", "dobbeltbooking", "møterommene", "krangla"} > set(words["definition"])
    assert "krangla" in words["include"]
    assert found[0].engine == default_engine().name
    assert all(0 < each.score < 1 for each in found)


@pytest.mark.parametrize("name", ["Intervjuer", "Fasilitator"])
def test_nothing_is_suggested_on_those_who_ask(name: str) -> None:
    one = transcript((name, NOISE), ("Solveig", SMALL))
    assert suggest(one, bar=0.0) and all(
        one.text(each.span) == SMALL for each in suggest(one, bar=0.0)
    )


def test_nothing_is_learned_from_those_who_ask() -> None:
    quote = "Hun satt ved vinduet med strikketøyet og snakka ikke med noen."
    like = "Han satt ved vinduet med strikketøyet sitt hele dagen."
    one = transcript(("Solveig", like), ("Solveig", SMALL))
    for name, differs in (("Intervjuer", False), ("Solveig", True)):
        before = transcript((name, quote), ("Solveig", SMALL), name="b")
        coded = [coding(before, quote, "uav.fri")]
        with_it = likely(one, like, "uav.fri", before, codings=coded)
        assert (with_it > likely(one, like, "uav.fri", before)) is differs


def test_unknown_speakers_and_documents_are_suggested_on() -> None:
    for name, kind in (("Ukjent", Kind.WORKSHOP), (None, Kind.DOCUMENT)):
        assert len(suggest(transcript((name, NOISE), kind=kind))) == 1


def test_roles_may_change_after_import() -> None:
    engine = default_engine()
    one = transcript(("Ukjent", NOISE))
    engine.learn(material(one, bar=0.2))
    assert engine.suggest(one)
    asks = replace(one, speakers=(Speaker("Ukjent", Role.INTERVIEWER),))
    assert engine.suggest(asks) == ()


def test_what_has_been_decided_is_not_suggested_again() -> None:
    one = transcript(("Solveig", f"{SMALL} {NOISE}"), ("Solveig", MONEY))
    decided = {(NOISE, "kon.rom"), (MONEY, "kon.penger")}
    assert decided < set(pairs(one, suggest(one, bar=0.0)))
    found = suggest(
        one,
        codings=[coding(one, "dobbeltbooking", "kon.rom")],
        rejections=[rejection(one, "Mediebudsjettet ble", "kon.penger")],
        bar=0.0,
    )
    assert found and not decided & set(pairs(one, found))
    other_code = suggest(one, codings=[coding(one, "dobbeltbooking", "uav.lov")], bar=0.0)
    assert (NOISE, "kon.rom") in pairs(one, other_code)


def test_a_merged_code_counts_as_the_one_it_became() -> None:
    one = transcript(("Solveig", NOISE))
    codes = tuple(
        replace(code, replaces=("gammel",)) if code.id == "kon.rom" else code for code in BOOK.codes
    )
    book = replace(BOOK, codes=codes)
    assert suggest(one, book=book)
    assert suggest(one, book=book, codings=[coding(one, NOISE, "gammel")]) == ()


QUOTE = "Hun satt ved vinduet med strikketøyet og snakka ikke med noen."
LIKE = "Han satt ved vinduet med strikketøyet sitt hele dagen."


def test_an_earlier_quote_speaks_for_its_code_and_teaches_words() -> None:
    before = transcript(("Solveig", QUOTE), ("Solveig", SMALL), name="b")
    one = transcript(("Solveig", LIKE))
    coded = coding(before, QUOTE, "uav.fri")
    engine = default_engine()
    engine.learn(material(one, before))
    silent = engine.explain(one, place(one, LIKE), "uav.fri")
    engine.learn(material(one, before, codings=[coded], read=[before]))
    found = engine.explain(one, place(one, LIKE), "uav.fri")
    assert found.score > silent.score
    reasons = {each.kind: each for each in found.reasons}
    assert (reasons["coding"].quote, reasons["coding"].coding) == (QUOTE, coded.id)
    assert "strikketøyet" in reasons["coding"].words
    assert "strikketøyet" in reasons["learned"].words
    assert not {"coding", "learned"} & {each.kind for each in silent.reasons}
    changed = replace(coded, digest="another text")
    engine.learn(material(one, before, codings=[changed]))
    assert engine.explain(one, place(one, LIKE), "uav.fri") == silent


def test_a_quote_that_stands_close_is_not_called_like_unless_words_are_shared() -> None:
    one = transcript(("Solveig", f"{QUOTE} Kaffe og boller kosta ti kroner. {LIKE}"))
    coded = coding(one, QUOTE, "uav.fri")
    engine = default_engine()
    engine.learn(material(one, codings=[coded]))
    found: dict[str, tuple[str, str, bool]] = {}
    for said in ("Kaffe og boller kosta ti kroner.", LIKE):
        reasons = engine.explain(one, place(one, said), "uav.fri").reasons
        found |= {r.kind: (r.quote, r.coding, bool(r.words)) for r in reasons if r.coding}
    assert found == {"beside": (QUOTE, coded.id, False), "coding": (QUOTE, coded.id, True)}


def test_a_sentence_is_not_likened_to_its_own_coding() -> None:
    one = transcript(("Solveig", f"{SMALL} {QUOTE} {NOISE}"))
    engine = default_engine()
    engine.learn(material(one, codings=[coding(one, QUOTE, "uav.fri")]))
    found = engine.explain(one, place(one, QUOTE), "uav.fri")
    assert "coding" not in {each.kind for each in found.reasons}


def test_a_rejection_is_evidence_against_and_is_quoted() -> None:
    before = transcript(("Solveig", QUOTE), ("Solveig", NOISE), name="b")
    one = transcript(("Solveig", LIKE))
    coded = [coding(before, NOISE, "kon.rom")]
    no = rejection(before, QUOTE, "uav.fri")
    engine = default_engine()
    engine.learn(material(one, before, codings=coded))
    unread = engine.explain(one, place(one, LIKE), "uav.fri")
    other = engine.explain(one, place(one, LIKE), "uav.lov")
    engine.learn(material(one, before, codings=coded, rejections=[no]))
    rejected = engine.explain(one, place(one, LIKE), "uav.fri")
    assert rejected.reasons[-1] == Reason("rejection", ("vinduet", "strikketøyet"), QUOTE, no.id)
    assert {each.kind for each in unread.reasons}.isdisjoint({"rejection"})
    assert {each.kind for each in other.reasons}.isdisjoint({"rejection"})


def study(interviews: int = 4, coded: bool = True) -> tuple[tuple[Transcript, ...], list[Coding]]:
    """Return interviews where what is sewn is set as a free place, though no codebook says so."""
    texts, codings = [], []
    for number in range(interviews):
        said = [
            f"Da satt hun der med strikketøyet, det var dag {number}.",
            f"Og så snakka vi om bilen til naboen, den var {number} år.",
            f"Han hadde med strikketøyet og nøstet i veska, {number} av dem.",
            f"Naboen min har kjørt bilen til byen {number} ganger.",
        ]
        one = transcript(*(("Solveig", each) for each in said), name=f"t{number}")
        texts.append(one)
        codings += [coding(one, each, "uav.fri") for each in said if "strikketøy" in each]
    return tuple(texts), codings if coded else []


SEWN = "Da satt hun der med strikketøyet og nøstet i dag også."
DRIVEN = "Bilen sto hos naboen."


def test_what_is_read_and_left_speaks_against_and_what_is_not_read_says_nothing() -> None:
    texts, codings = study()
    new = transcript(("Solveig", SEWN), ("Solveig", DRIVEN), name="ny")
    unread = likely(new, DRIVEN, "uav.fri", *texts, codings=codings)
    read = likely(new, DRIVEN, "uav.fri", *texts, codings=codings, read=texts)
    assert read < unread
    nothing = likely(new, DRIVEN, "uav.fri", *texts)
    assert likely(new, DRIVEN, "uav.fri", *texts, read=[texts[0]]) < nothing


def test_what_is_learned_holds_for_interviews_nobody_has_coded() -> None:
    texts, codings = study()
    new = transcript(("Solveig", SEWN), ("Solveig", DRIVEN), name="ny")
    before = likely(new, SEWN, "uav.fri", *texts)
    after = likely(new, SEWN, "uav.fri", *texts, codings=codings, read=texts)
    assert after > 2 * before
    assert after > 2 * likely(new, DRIVEN, "uav.fri", *texts, codings=codings, read=texts)
    texts, codings = study(9)
    assert suggest(new, *texts, codings=codings, read=texts)[0].span == place(new, SEWN)


def test_words_of_one_interview_are_not_trusted_in_another() -> None:
    """Each interview has its own code, and a word of its own that nobody else says."""
    manners = ("liksom", "rektor", "hermetikk", "sjokolade", "paraply", "gressklipper")
    texts, codings = [], []
    for number, word in enumerate(manners):
        said = [f"Vi hadde {word} nummer {each} i dag." for each in range(8)]
        one = transcript(*(("Solveig", each) for each in said), name=f"t{number}")
        texts.append(one)
        code = BOOK.codes[1 + number % 5].id
        codings += [coding(one, each, code) for each in said[::2]]
    new = transcript(("Solveig", "Det var en rektor der."), name="ny")
    coded = likely(new, "Det var en rektor der.", "kon.penger", *texts, codings=codings, read=texts)
    assert coded < 0.3


def incremental(steps: Iterable[Material], where: Transcript) -> npt.NDArray[np.floating]:
    engine = default_engine()
    for step in steps:
        engine.learn(step)
        engine.weigh(where)
    return engine.weigh(where).scores


def test_one_decision_at_a_time_comes_to_the_same_as_all_at_once() -> None:
    texts, codings = study(5)
    new = transcript(("Solveig", f"{SEWN} {DRIVEN}"), ("Intervjuer", NOISE), name="ny")
    own = coding(new, DRIVEN, "kon.penger")
    no = rejection(texts[4], "Naboen min", "uav.fri")
    steps = [
        material(new, *texts, codings=codings[:number], read=texts[: number // 2])
        for number in range(1, len(codings) + 1)
    ]
    steps += [
        material(new, *texts, codings=[*codings, own], read=texts, rejections=[no]),
        material(new, *texts, codings=codings, read=texts[:4], rejections=[no]),
        material(new, *texts, codings=codings[2:], read=texts[1:4], rejections=[no]),
    ]
    slowly = incremental(steps, new)
    assert np.allclose(slowly, incremental(steps[-1:], new), atol=2e-3)
    assert np.array_equal(slowly, incremental(steps, new))
    assert not np.allclose(slowly, incremental(steps[:-1], new), atol=2e-3)


def test_a_new_codebook_counts_at_once() -> None:
    texts, codings = study()
    new = transcript(("Solveig", "Gitaren lå på bordet."), ("Solveig", DRIVEN), name="ny")
    codes = tuple(
        replace(code, cues=("gitar",)) if code.id == "uav.lov" else code for code in BOOK.codes
    )
    book = replace(BOOK, codes=codes)
    engine = default_engine()
    engine.learn(material(new, *texts, codings=codings, read=texts))
    before = engine.explain(new, place(new, "Gitaren lå på bordet."), "uav.lov")
    engine.learn(material(new, *texts, codings=codings, read=texts, book=book))
    after = engine.explain(new, place(new, "Gitaren lå på bordet."), "uav.lov")
    assert after.score > before.score
    assert after.reasons[0] == Reason("cue", ("Gitaren",))
    fresh = default_engine()
    fresh.learn(material(new, *texts, codings=codings, read=texts, book=book))
    assert np.allclose(engine.weigh(new).scores, fresh.weigh(new).scores, atol=1e-4)


def with_cues(**cues: tuple[str, ...]) -> Codebook:
    return replace(
        BOOK,
        codes=tuple(
            replace(code, cues=cues.get("cues", ()), counter_cues=cues.get("against", ()))
            if code.id == "uav.fri"
            else code
            for code in BOOK.codes
        ),
    )


def test_cues_and_phrases_speak_for_and_counter_cues_against() -> None:
    text = "Her kan vi sitte helt i fred og stirre på veggen med hodetelefoner."
    one = transcript(("Solveig", text))
    plain = likely(one, text, "uav.fri")
    assert likely(one, text, "uav.fri", book=with_cues(cues=("hodetelefon",))) > plain
    turned, right = with_cues(cues=("fred i sitte",)), with_cues(cues=("sitte i fred",))
    assert likely(one, text, "uav.fri", book=turned) < likely(one, text, "uav.fri", book=right)
    engine = default_engine()
    engine.learn(material(one, book=with_cues(cues=("sitte i fred",), against=("stirre på",))))
    reasons = engine.explain(one, place(one, text), "uav.fri").reasons
    assert Reason("cue", ("sitte i fred",)) in reasons
    assert reasons[-1] == Reason("counter_cue", ("stirre på",))


def test_the_rule_for_leaving_out_is_shown_last() -> None:
    text = "Det var bråk i møterommet, men for en glede over nye møbler."
    one = transcript(("Solveig", text))
    engine = default_engine()
    engine.learn(material(one))
    found = engine.explain(one, place(one, text), "kon.rom")
    assert found.reasons[-1].kind == "exclude"
    assert "møbler" in found.reasons[-1].words


def test_the_example_that_was_met_is_quoted() -> None:
    text = "Og rytmebandet laget mye bråk i møterommet."
    one = transcript(("Solveig", text))
    engine = default_engine()
    engine.learn(material(one))
    reasons = engine.explain(one, place(one, text), "kon.rom").reasons
    example = next(reason for reason in reasons if reason.kind == "example")
    assert example == Reason(
        "example", ("rytmebandet",), "Rytmebandet begynte rett som vi satte oss."
    )


def test_likeness_alone_names_the_words_most_like_the_code() -> None:
    text = "Vi har jo biblotekslåven og formålsparagraffen på veggen."
    one = transcript(("Solveig", text))
    engine = default_engine()
    engine.learn(material(one))
    weighed = engine.weigh(one)
    assert weighed.codes[int(weighed.scores[0].argmax())] == "uav.lov"
    found = engine.explain(one, place(one, text), "uav.lov")
    assert found.reasons == (Reason("definition", ("biblotekslåven", "formålsparagraffen")),)


def test_the_question_tells_what_the_answer_is_about() -> None:
    answer = "Ja, det går som det pleier med alt sammen her hos oss."
    asked = transcript(("Intervjuer", "Hva med budsjettet og innsparingen?"), ("Solveig", answer))
    other = transcript(("Intervjuer", "Hva med været og vinden?"), ("Solveig", answer))
    assert likely(asked, answer, "kon.penger") > likely(other, answer, "kon.penger")


class Small:
    """Word vectors of two words that mean the same, and one that does not."""

    def matrix(self, words: Sequence[str]) -> npt.NDArray[np.float32]:
        known = {"budsjett": (1, 0), "penge": (1, 0), "penger": (1, 0), "gitar": (0, 1)}
        return np.array([known.get(word, (0, 0)) for word in words], np.float32).reshape(-1, 2)


def test_word_vectors_speak_where_they_are_installed() -> None:
    book = Codebook(codes=(Code("kr", "Budsjett"), Code("mu", "Gitar"), Code("an", "Annet")))
    said = "Da var det slutt på alle pengene våre, og det var rart."
    one = transcript(("Solveig", said), ("Solveig", SMALL))
    with_them, without = MixingEngine(lambda _language: Small()), MixingEngine(lambda _lang: None)
    scores = []
    for engine in (with_them, without):
        engine.learn(material(one, book=book))
        weighed = engine.weigh(one)
        scores.append(weighed.scores[weighed.spans.index(place(one, said))])
    assert scores[0][0] > 1.5 * scores[1][0]
    assert scores[0][1] < scores[1][1]


def outcome(number: int, answer: Answer, code: str = "kon.rom", blind: bool = False) -> Outcome:
    at = f"2022-03-14T10:00:{number:02}Z"
    return Outcome("b", Span(number, number + 1), code, "ola", at, 0.5, "mixer-1", answer, blind)


def standing(code: str, engine: Engine) -> Standing:
    return next(each for each in engine.standings() if each.code == code)


def test_a_code_falls_silent_when_its_record_falls_and_speaks_again_when_it_rises() -> None:
    one = transcript(("Solveig", NOISE), ("Solveig", MONEY))
    engine = default_engine()
    no = [outcome(number, Answer.REJECTED) for number in range(8)]
    yes = [outcome(number, Answer.ACCEPTED) for number in range(10, 25)]
    yes += [outcome(number, Answer.EDITED) for number in range(25, 30)]
    instead = [replace(each, answer=Answer.EDITED, instead="kon.penger") for each in no]
    for outcomes, silent, accepted, shown in (
        (no, "record", 0, 8),
        (no + yes, "", 20, 20),
        (no[:3], "", 0, 3),
        (instead, "record", 0, 8),
        ([replace(each, blind=True) for each in no], "", 0, 0),
        ([replace(each, code="kon.penger") for each in no], "", 0, 0),
    ):
        engine.learn(material(one, outcomes=outcomes, bar=0.2))
        stands = standing("kon.rom", engine)
        assert (stands.silent, stands.accepted, stands.shown) == (silent, accepted, shown)
        assert ("kon.rom" in {each.code for each in engine.suggest(one)}) == (not silent)


def test_a_code_without_words_is_silent_until_something_is_coded() -> None:
    book = replace(BOOK, codes=(*BOOK.codes, Code("x", "X")))
    texts, codings = study(2)
    engine = default_engine()
    engine.learn(material(*texts, book=book))
    assert standing("x", engine).silent == "no_words"
    assert standing("uav.fri", engine).silent == ""
    coded = [replace(each, code="x") for each in codings]
    engine.learn(material(*texts, book=book, codings=coded, read=texts))
    assert standing("x", engine).silent == ""


def test_a_code_that_was_never_right_has_not_earned_to_be_shown() -> None:
    said = [f"{NOISE[:-1]}, {number} ganger." for number in range(2)] + [SMALL] * 9
    texts = [
        transcript(*(("Solveig", each) for each in [*said, MONEY]), name=f"t{number}")
        for number in range(4)
    ]
    codings = [coding(each, MONEY, "kon.penger") for each in texts]
    new = transcript(("Solveig", NOISE), ("Solveig", MONEY), name="ny")
    before = suggest(new, *texts)
    assert pairs(new, before) == [(NOISE, "kon.rom"), (MONEY, "kon.penger")]
    after = suggest(new, *texts, codings=codings, read=texts)
    assert pairs(new, after) == [(MONEY, "kon.penger")]


def test_the_researchers_bar_is_the_bar() -> None:
    one = transcript(("Solveig", NOISE))
    engine = default_engine()
    engine.learn(material(one))
    score = engine.weigh(one).scores.max()
    for bar, shown in ((float(score) - 0.01, 1), (float(score) + 0.01, 0)):
        engine.learn(material(one, bar=bar))
        assert len(engine.suggest(one)) == shown
        assert standing("kon.rom", engine).bar == pytest.approx(bar, abs=1e-3)


def test_sentences_whole_few_in_order_and_the_same_every_time() -> None:
    near = [Code(str(number), str(number), "Støy, dobbeltbooking, møterom") for number in range(4)]
    book = Codebook(codes=(*near, Code("far", "Vær", "Vind og regn, snø, is og solskinn")))
    one = transcript(("Solveig", f"{SMALL} {NOISE} {NOISE}"), ("Intervjuer", NOISE))
    found = suggest(one, book=book, bar=0.0)
    assert found == suggest(one, book=book, bar=0.0)
    assert {each.span for each in found} <= set(transcript_sentences(one))
    assert list(found) == sorted(found, key=lambda each: (each.span, -each.score))
    for span in transcript_sentences(one)[1:3]:
        codes = [each.code for each in found if each.span == span]
        assert len(codes) == MOST_PER_SENTENCE and "far" not in codes


def test_a_code_alone_is_suggested_by_its_words() -> None:
    book = Codebook(codes=(Code("bråk", "Bråk", "Støy, krangel, dobbeltbooking av møterom."),))
    one = transcript(("Solveig", f"{SMALL} {NOISE}"))
    assert pairs(one, suggest(one, book=book, bar=0.5)) == [(NOISE, "bråk")]


def test_what_most_answers_are_given_is_likely_for_the_next_too() -> None:
    book = Codebook(codes=(Code("a", "Grunnlag"), Code("b", "Bråk", NOISE)))
    said = [f"Svar {'abcdefghij'[n % 10] * 3} {'klmnopqrst'[n // 10] * 4}." for n in range(61)]
    answers = transcript(*((None, each) for each in said[:60]), kind=Kind.SURVEY)
    new = transcript((None, said[60]), name="new", kind=Kind.SURVEY)
    codings = [coding(answers, each, "a") for each in said[:55]]
    known = {"book": book, "read": [answers], "codings": codings}
    assert likely(new, said[60], "a", answers, **known) > 0.5
    assert likely(new, said[60], "b", answers, **known) < 0.2


def test_a_code_that_only_gathers_others_is_never_suggested() -> None:
    one = transcript(("Solveig", NOISE))
    assert "kon" not in {each.code for each in suggest(one, bar=0.0)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nn", "Det vart bråk og støy då møterommet var dobbeltbooka."),
        ("da", "Der var støj og dobbeltbooking af mødelokalet, og larm og trængsel."),
    ],
)
def test_neighbouring_languages_find_the_code(language: str, text: str) -> None:
    one = transcript(("Solveig", text), language=language)
    assert suggest(one, bar=0.0)[0].code == "kon.rom"


def test_nothing_to_go_on_gives_nothing() -> None:
    engine = default_engine()
    one = transcript(("Solveig", NOISE))
    nowhere = Suggestion("a", Span(0, 3), "kon.rom", 0.0, engine.name)
    assert engine.suggest(one) == () and engine.standings() == ()
    assert engine.explain(one, Span(0, 3), "kon.rom") == nowhere
    engine.learn(material(book=Codebook()))
    assert engine.suggest(one) == () and engine.weigh(one).spans == ()
    engine.learn(material())
    assert engine.explain(one, Span(0, 3), "kon.rom") == nowhere
    for empty in ("", "… 12 !"):
        assert engine.suggest(transcript(("Solveig", empty))) == ()


def test_stopping_keeps_what_was_learned_before() -> None:
    one = transcript(("Solveig", NOISE))
    for stop_at in range(6):
        engine = default_engine()
        engine.learn(material(one, bar=0.2))
        before = engine.suggest(one)
        asked = iter([False] * stop_at + [True] * 9)
        engine.learn(
            material(one, codings=(coding(one, NOISE, "kon.rom"),), bar=0.2),
            cancelled=lambda asked=asked: next(asked),  # type: ignore[misc]
        )
        assert (engine.suggest(one) == before) == (stop_at < 4)
        engine.learn(material(one, bar=0.2))
        asked = iter([False] * stop_at + [True] * 9)
        stopped = engine.suggest(one, cancelled=lambda asked=asked: next(asked))  # type: ignore[misc]
        assert (stopped == ()) == (stop_at < 2)


def test_a_transcript_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, codings = study()
    read: list[str] = []
    whole = reading.read

    def reads(one: Transcript, vocabulary: Vocabulary) -> reading.Reading:
        read.append(one.id)
        return whole(one, vocabulary)

    monkeypatch.setattr(reading, "read", reads)
    engine = default_engine()
    for number in range(len(codings)):
        engine.learn(material(*texts, codings=codings[:number]))
        engine.suggest(texts[0])
    assert sorted(read) == sorted(each.id for each in texts)


@pytest.mark.parametrize(("which", "method"), [(Place, "kernel"), (Learned, "taught")])
def test_a_transcript_is_asked_about_once_however_much_is_suggested(
    which: type, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    whole = getattr(which, method)

    def counted(self: object, *given: Any) -> Any:
        asked.append(self)
        return whole(self, *given)

    monkeypatch.setattr(which, method, counted)
    one, two = transcript((None, f"{NOISE} {MONEY}")), transcript((None, NOISE), name="b")
    assert len(suggest(one, two, codings=[coding(two, NOISE, "kon.rom")], bar=0.01)) > 1
    assert len(asked) == 1


def test_what_was_learned_is_let_go_of_before_the_new_is_weighed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts, codings = study()
    engine = MixingEngine()
    engine.learn(material(*texts, codings=codings[:-1]))
    engine.weigh(texts[0])
    assert engine._known is not None
    before = weakref.ref(engine._known), weakref.ref(engine._known.learned.coded)
    fit, alive = mixer.fit, list[object]()

    def fits(*given: Any) -> Any:
        alive.extend(each() for each in before)
        return fit(*given)

    monkeypatch.setattr(mixer, "fit", fits)
    engine.learn(material(*texts, codings=codings))
    assert alive == [None, None]


def test_likenesses_are_kept_with_little_room_to_spare() -> None:
    texts, codings = study()
    engine = MixingEngine()
    engine.learn(material(*texts, codings=codings[:1], read=texts))
    engine.weigh(texts[0])
    assert engine._base is not None
    kept = engine._base.places[reading.key(texts[0])]._kernel
    assert 16 < kept.shape[1] <= 16 + places_module._AT_ONCE
    engine.learn(material(*texts, codings=codings, read=texts))
    engine.weigh(texts[0])
    assert engine._base.places[reading.key(texts[0])]._kernel is kept


def test_words_are_taught_for_each_code_by_what_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned_module, "_AT_ONCE", 2)
    texts, codings = study()
    engine = MixingEngine()
    engine.learn(material(*texts, codings=codings, read=texts))
    known = engine._known
    assert known is not None
    learned, codes = known.learned, np.array([0, 2, 4])
    rows = learned.coded.rows.toarray()
    weights = known.learned.coded.ridge.weights(learned.given - learned.given.mean(axis=0))
    taught = learned.taught(learned.coded.rows, codes)
    assert taught is not None and np.abs(taught).max() > 0.1
    assert np.allclose(taught, rows @ rows.T @ weights[:, codes], atol=1e-5)


def test_too_much_text_is_not_kept_nor_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, codings = study()
    codings = [replace(each, at=f"2022-{each.transcript}") for each in codings]
    new = transcript(("Solveig", SEWN), ("Solveig", DRIVEN), name="ny")
    last = [each for each in codings if each.transcript in ("t2", "t3")]
    few = likely(new, SEWN, "uav.fri", *texts, codings=last, read=texts[2:])
    monkeypatch.setattr(engine_module, "MOST_TEXT", len(texts[0].body) * 2 + 20)
    assert likely(new, SEWN, "uav.fri", *texts, codings=codings, read=texts) == few
    monkeypatch.setattr(engine_module, "MOST_KEPT", 10)
    monkeypatch.setattr(engine_module, "_SAMPLE", 10)
    read: list[str] = []
    whole = reading.read

    def reads(one: Transcript, vocabulary: Vocabulary) -> reading.Reading:
        read.append(one.id)
        return whole(one, vocabulary)

    monkeypatch.setattr(reading, "read", reads)
    engine = default_engine()
    engine.learn(material(*texts, codings=codings[:2]))
    read.clear()
    for each in (texts[1], texts[2], texts[0], texts[1], texts[1]):
        engine.weigh(each)
    assert read == ["t1", "t2", "t1"]


def test_coded_interviews_are_judged_as_if_they_had_not_been_coded() -> None:
    """What the weights are fitted to is the evidence that a new interview would meet."""
    texts, codings = study(4)
    whole, rest = MixingEngine(), MixingEngine()
    whole.learn(material(*texts, codings=codings, read=texts))
    others = [each for each in codings if each.transcript != "t1"]
    rest.learn(material(*texts, codings=others, read=[texts[0], *texts[2:]]))
    known, without = whole._known, rest._known
    assert known is not None and without is not None
    learned = known.learned
    places = [known.base.places[reading.key(each)] for each in texts]
    own = np.flatnonzero(learned.whose == 1)
    found = np.full((2, *learned.given.shape, len(LEARNED)), np.nan, np.float32)
    learned.training(np.arange(len(learned.whose)), places, found)
    first, second = found
    new = without.scored(texts[1], places[1].reading).learned[learned.place[own]]
    kinds = [LEARNED.index(kind) for kind in ("nearest", "nearest_any", "prior")]
    assert np.allclose(first[own][:, :, kinds], new[:, :, kinds], atol=1e-4)
    ridge = LEARNED.index("ridge")
    assert np.allclose(first[own][:, :, ridge], new[:, :, ridge], atol=0.05)
    assert np.abs(new[:, :, ridge]).max() > 0.3
    beside = LEARNED.index("ridge_here")
    assert not first[:, :, beside:][:, :, [0, -1, -2, -3, -4]].any()
    earlier = second[own][:, -1, LEARNED.index("beside")]
    assert earlier[np.argsort(learned.place[own])].tolist() == pytest.approx(
        [0.0, 0.3, 0.3 * 0.5 ** (1 / 1.5), 0.3 + 0.3 * 0.5 ** (2 / 1.5)], abs=1e-3
    )


def scored(where: Transcript, *others: Transcript, **given: Any) -> tuple[Known, Scored]:
    engine = MixingEngine()
    engine.learn(material(where, *others, **given))
    known = engine._known
    assert known is not None
    return known, known.scored(where, reading.read(where, Vocabulary()))


def test_a_coding_is_no_evidence_for_itself() -> None:
    one = transcript(("Solveig", f"{QUOTE} {NOISE}"))
    _, found = scored(one, codings=[coding(one, QUOTE, "uav.fri")])
    beside = found.learned[:, -1, LEARNED.index("beside")]
    assert beside[0] == 0 and beside[1] > 0


def test_what_stands_beside_a_coding_is_not_like_it_for_that_alone() -> None:
    """It shares what is said around it; on coded interviews that misled more than it helped."""
    one = transcript(("Solveig", f"{QUOTE} {NOISE} {DRIVEN}"))
    _, found = scored(one, codings=[coding(one, QUOTE, "uav.fri")], read=[one])
    speaks = {kind for kind, value in zip(LEARNED, found.learned[1, -1], strict=True) if value > 0}
    assert speaks == {"beside", "beside_known", "around", "around_known"}


def test_a_rejection_of_what_nobody_has_read_says_nothing_of_other_codes() -> None:
    one = transcript(("Solveig", f"{QUOTE} {NOISE}"))
    known, _ = scored(
        one,
        codings=[coding(one, NOISE, "kon.rom")],
        rejections=[rejection(one, QUOTE, "uav.fri")],
    )
    rejected = np.flatnonzero(known.learned.place == 0)
    targets = known.learned._targets[rejected[0]]
    assert not targets[:4].any()
    assert known.learned.known[rejected[0]].tolist() == [False] * 4 + [True]


def test_only_the_turn_after_a_question_answers_it() -> None:
    one = transcript(("Intervjuer", "Hva med budsjettet?"), ("Solveig", SMALL), ("Ukjent", SMALL))
    _, found = scored(one)
    asked = found.place.static[:, :, [STATIC.index("asked"), STATIC.index("asked_text")]]
    assert asked[0].any() and not asked[1].any()


def test_the_strongest_reason_comes_first() -> None:
    few = "Han krangler jo om lyd, bråk og trengsel."
    one = transcript(("Solveig", few), ("Solveig", "Alle krangler mellom aktiviteter, og lyd."))
    kinds = []
    for turn in one.turns:
        engine = default_engine()
        engine.learn(material(one))
        kinds.append([each.kind for each in engine.explain(one, turn.text, "kon.rom").reasons])
    assert kinds == [["definition", "include"], ["include", "definition"]]


def test_a_word_means_what_it_means_as_it_stands_if_its_lemma_is_unknown() -> None:
    vocabulary = Vocabulary()
    for word in (Word("gitar", "xyz", "x"), Word("jazz", "jazz", "jazz")):
        vocabulary.number(word)
    meaning = Meaning(Small(), vocabulary)
    at, ones = np.arange(2), np.ones(2, np.float32)
    assert meaning.of(2, at, at, ones).tolist() == [[0, 1], [0, 0]]


def test_a_sentence_is_likened_together_with_what_is_said_beside() -> None:
    fish = [f"Vi tok torsk og sild med garn, {n} dager." for n in range(20)]
    _, found = scored(transcript(*(("Solveig", each) for each in [*fish, "Ja da.", *fish])))
    beside, away = found.place.rows([20]), found.place.rows([0])
    plain = transcript(*(("Solveig", each) for each in [*fish, "Ja da.", *fish]), kind=Kind.SURVEY)
    _, apart = scored(plain)
    alone = apart.place.rows([20]) @ apart.place.rows([0]).T
    assert (beside @ away.T).sum() > alone.sum() + 0.1
