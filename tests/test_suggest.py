from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from kodeverk.language import transcript_sentences, word_forms
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Kind,
    Origin,
    OriginKind,
    Reason,
    Rejection,
    Role,
    Span,
    Speaker,
    Suggestion,
    Transcript,
    Turn,
)
from kodeverk.suggest import Material, default_engine, vectors
from kodeverk.suggest.engine import MOST_PER_SENTENCE, CodebookEngine
from kodeverk.suggest.lexicon import Lexicon
from kodeverk.suggest.quotes import QuoteCounts

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


def suggest(
    where: Transcript,
    *others: Transcript,
    codings: Iterable[Coding] = (),
    rejections: Iterable[Rejection] = (),
    book: Codebook = BOOK,
    bar: float = 0.3,
) -> tuple[Suggestion, ...]:
    engine = CodebookEngine(bar)
    engine.learn(Material(book, (where, *others), tuple(codings), tuple(rejections)))
    return engine.suggest(where)


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
    assert set(words["definition"] + words["include"]) == {
        "dobbeltbooking",
        "møterommene",
        "krangla",
    }
    assert found[0].engine == default_engine().name
    assert all(0 < each.score < 1 for each in found)


@pytest.mark.parametrize("name", ["Intervjuer", "Fasilitator"])
def test_nothing_is_suggested_on_those_who_ask(name: str) -> None:
    assert suggest(transcript((name, NOISE), ("Solveig", SMALL))) == ()


def test_unknown_speakers_and_documents_are_suggested_on() -> None:
    for name, kind in (("Ukjent", Kind.WORKSHOP), (None, Kind.DOCUMENT)):
        assert len(suggest(transcript((name, NOISE), kind=kind))) == 1


def test_roles_may_change_after_import() -> None:
    engine = CodebookEngine(0.3)
    one = transcript(("Ukjent", NOISE))
    engine.learn(Material(BOOK, (one,)))
    assert engine.suggest(one)
    asks = replace(one, speakers=(Speaker("Ukjent", Role.INTERVIEWER),))
    assert engine.suggest(asks) == ()


def test_what_has_been_decided_is_not_suggested_again() -> None:
    one = transcript(("Solveig", f"{SMALL} {NOISE}"), ("Solveig", MONEY))
    found = suggest(
        one,
        codings=[coding(one, "dobbeltbooking", "kon.rom")],
        rejections=[rejection(one, "Mediebudsjettet ble", "kon.penger")],
        bar=0.02,
    )
    decided = {(NOISE, "kon.rom"), (MONEY, "kon.penger")}
    assert found and not decided & set(pairs(one, found))
    other_code = suggest(one, codings=[coding(one, "dobbeltbooking", "uav.lov")])
    assert (NOISE, "kon.rom") in pairs(one, other_code)


def test_a_merged_code_counts_as_the_one_it_became() -> None:
    one = transcript(("Solveig", NOISE))
    codes = tuple(
        replace(code, replaces=("gammel",)) if code.id == "kon.rom" else code for code in BOOK.codes
    )
    book = replace(BOOK, codes=codes)
    assert suggest(one, book=book)
    assert suggest(one, book=book, codings=[coding(one, NOISE, "gammel")]) == ()


def test_an_earlier_quote_speaks_for_its_code() -> None:
    quote = "Hun satt ved vinduet med strikketøyet og snakka ikke med noen."
    before = transcript(("Solveig", quote), name="b")
    one = transcript(("Solveig", "Han satt ved vinduet med strikketøyet sitt hele dagen."))
    coded = coding(before, quote, "uav.fri")
    without = suggest(one, before)
    found = suggest(one, before, codings=[coded])
    assert without == ()
    assert [each.code for each in found] == ["uav.fri"]
    reason = next(each for each in found[0].reasons if each.kind == "coding")
    assert (reason.quote, reason.coding) == (quote, coded.id)
    assert "strikketøyet" in reason.words
    changed = replace(coded, digest="another text")
    assert suggest(one, before, codings=[changed]) == ()


def test_a_sentence_is_not_likened_to_its_own_coding() -> None:
    one = transcript(("Solveig", f"{SMALL} {NOISE} {MONEY}"))
    material = Material(BOOK, (one,), (coding(one, "dobbeltbooking", "kon.rom"),))
    weights = np.ones(2**18)
    quotes = QuoteCounts().gather(material, BOOK.codes, weights)
    spans = transcript_sentences(one)
    rows = vectors.weigh(vectors.count([one.text(span) for span in spans]), weights)
    assert [value > 0 for value in quotes.likeness(rows, spans, one)[:, 0]] == [True, False, True]


def test_what_is_to_be_left_out_never_speaks_for_the_code() -> None:
    one = transcript(("Solveig", "For en glede over alle de nye møblene."))
    assert "kon.rom" not in {each.code for each in suggest(one, bar=0.0)}


def hits(word: str, *codes: Code) -> list[tuple[int, str, float]]:
    lexicon = Lexicon(Codebook(codes=codes), codes)
    return [(hit.code, hit.field, hit.weight) for hit in lexicon.hits(word, word_forms(word)[0])]


def test_a_word_speaks_by_itself_or_as_part_of_a_compound() -> None:
    whole = hits("budsjettet", Code("a", "Budsjett"), Code("b", "Annet"))
    part = hits("mediebudsjettet", Code("a", "Budsjett"), Code("b", "Annet"))
    other = hits("budsjettet", Code("a", "Mediebudsjett"), Code("b", "Annet"))
    assert [hit[:2] for hit in whole + part + other] == [(0, "name")] * 3
    assert whole[0][2] > part[0][2] == other[0][2] > 0


def test_a_word_that_fits_many_codes_says_less_of_each() -> None:
    common = hits("bok", *(Code(str(number), "Bok") for number in range(4)))
    assert common[0][2] < hits("bok", Code("0", "Bok"), *(Code(n, "Annet") for n in "123"))[0][2]


def test_function_words_numbers_and_ids_of_codes_say_nothing() -> None:
    one = Code("kon.rolle", "Kanskje ikke 2022", exclude="Noe annet enn støy (kon.rolle)")
    assert [hits(word, one) for word in ("kanskje", "ikke", "2022", "rolle")] == [[]] * 4
    assert hits("støy", one)[0][2] < 0


def test_the_rule_for_leaving_out_speaks_against_and_is_shown_last() -> None:
    one = transcript(("Solveig", "Det var bråk i møterommet, men for en glede over nye møbler."))
    hard = suggest(one)[0]
    book = replace(BOOK, codes=tuple(replace(code, exclude="") for code in BOOK.codes))
    assert hard.score < suggest(one, book=book)[0].score
    assert hard.reasons[-1].kind == "exclude"
    assert "møbler" in hard.reasons[-1].words


def test_the_example_that_was_met_is_quoted() -> None:
    one = transcript(("Solveig", "Og rytmebandet laget mye bråk i møterommet."))
    reasons = suggest(one)[0].reasons
    example = next(reason for reason in reasons if reason.kind == "example")
    assert example == Reason(
        "example", ("rytmebandet",), "Rytmebandet begynte rett som vi satte oss."
    )


def test_likeness_alone_names_the_words_most_like_the_code() -> None:
    one = transcript(("Solveig", "Vi har jo biblotekslåven og formålsparagraffen på veggen."))
    found = suggest(one, bar=0.05)
    assert [each.code for each in found] == ["uav.lov"]
    assert found[0].reasons == (Reason("definition", ("biblotekslåven", "formålsparagraffen")),)


def test_rejections_silence_a_code_and_acceptance_gives_it_voice() -> None:
    one = transcript(("Solveig", NOISE))
    score = suggest(one)[0].score
    before = transcript(*(("Solveig", f"{number}. {SMALL}") for number in range(9)), name="b")
    quotes = [before.text(span) for span in transcript_sentences(before)][:8]
    no = [rejection(before, quote, "kon.rom") for quote in quotes]
    yes = [coding(before, quote, "kon.rom", OriginKind.SUGGESTED) for quote in quotes]
    own = [replace(each, origin=Origin()) for each in yes]
    assert suggest(one, before, bar=score - 0.05, rejections=no) == ()
    assert suggest(one, before, bar=score - 0.05)
    scored = suggest(one, before, codings=own)[0].score
    assert suggest(one, before, bar=scored + 0.05, codings=own) == ()
    assert suggest(one, before, bar=scored + 0.05, codings=yes)


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


def test_a_code_that_only_gathers_others_is_never_suggested() -> None:
    one = transcript(("Solveig", NOISE))
    assert {each.code for each in suggest(one, bar=0.0)} == {"kon.rom"}


def test_a_sentence_with_nothing_of_its_own_is_left_alone() -> None:
    one = transcript(("Solveig", f"{NOISE} Og det er fint vær i dag. {NOISE}"))
    assert {one.text(each.span) for each in suggest(one)} == {NOISE}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nn", "Det vart bråk og støy då møterommet var dobbeltbooka."),
        ("da", "Der var støj og dobbeltbooking af mødelokalet, og larm og trængsel."),
    ],
)
def test_neighbouring_languages_find_the_code(language: str, text: str) -> None:
    one = transcript(("Solveig", text), language=language)
    assert suggest(one, bar=0.05)[0].code == "kon.rom"


def test_nothing_to_go_on_gives_nothing() -> None:
    engine = default_engine()
    one = transcript(("Solveig", NOISE))
    assert engine.suggest(one) == ()
    engine.learn(Material(Codebook()))
    assert engine.suggest(one) == ()
    engine.learn(Material(BOOK))
    assert engine.suggest(transcript(("Solveig", ""))) == ()
    assert engine.suggest(transcript(("Solveig", "… 12 !"))) == ()


def test_stopping_keeps_what_was_learned_before() -> None:
    one = transcript(("Solveig", NOISE))
    for stop_at in range(4):
        engine = CodebookEngine(0.3)
        engine.learn(Material(BOOK, (one,)))
        before = engine.suggest(one)
        asked = iter([False] * stop_at + [True] * 9)
        engine.learn(
            Material(BOOK, (one,), (coding(one, NOISE, "kon.rom"),)),
            cancelled=lambda asked=asked: next(asked),  # type: ignore[misc]
        )
        assert (engine.suggest(one) == before) == (stop_at < 2)
        asked = iter([False] * stop_at + [True] * 9)
        stopped = engine.suggest(one, cancelled=lambda asked=asked: next(asked))  # type: ignore[misc]
        assert (stopped == ()) == (stop_at < 3 or not engine.suggest(one))


def test_letters_of_a_coded_place_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    one = transcript(*(("Solveig", f"Setning nummer {n} om støy.") for n in range(150)))
    spans = transcript_sentences(one)
    codings = tuple(coding(one, one.text(span), "kon.rom") for span in spans)
    counted: list[str] = []
    count = vectors.count

    def counting(texts: Sequence[str]) -> vectors.Sparse:
        counted.extend(texts)
        return count(texts)

    monkeypatch.setattr(vectors, "count", counting)
    kept, weights = QuoteCounts(), vectors.rarity([count(["støy"])])
    codes = BOOK.codes
    kept.gather(Material(BOOK, (one,), codings[:149]), codes, weights)
    kept.gather(Material(BOOK, (one,), codings), codes, weights)
    assert counted == [one.text(span) for span in spans]
    counted.clear()
    few = kept.gather(Material(BOOK, (one,), codings[:3]), codes, weights)
    assert counted == [one.text(span) for span in spans[:3]]
    assert few.rows.shape[0] == len(few.places) == 3
