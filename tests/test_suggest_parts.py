"""The parts of the engine on their own: words, decisions, ridge, weights, standings."""

import numpy as np
import pytest

from kodeverk.language import transcript_sentences
from kodeverk.model import Code, Codebook, Coding, Kind, Rejection, Span, Transcript, Turn
from kodeverk.suggest import evidence, labels, mixer, reading, standing, terms, vectors
from kodeverk.suggest import ridge as ridge_module
from kodeverk.suggest.lexicon import Lexicon, within, words_of
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.ridge import PENALTY, Ridge
from kodeverk.suggest.standing import Judged
from kodeverk.suggest.vocabulary import Vocabulary


def hits(word: str, *codes: Code) -> list[tuple[int, str, float]]:
    lexicon = Lexicon(Codebook(codes=codes), codes)
    return [(hit.code, hit.field, hit.weight) for hit in lexicon.hits(words_of(word, "nb")[0])]


def test_a_word_speaks_by_itself_or_as_part_of_a_compound() -> None:
    whole = hits("budsjettet", Code("a", "Budsjett"), Code("b", "Annet"))
    part = hits("mediebudsjettet", Code("a", "Budsjett"), Code("b", "Annet"))
    other = hits("budsjettet", Code("a", "Mediebudsjett"), Code("b", "Annet"))
    assert [hit[:2] for hit in whole + part + other] == [(0, "name")] * 3
    assert whole[0][2] > part[0][2] == other[0][2] > 0


def test_a_word_that_fits_many_codes_says_less_of_each() -> None:
    common = hits("bok", *(Code(str(number), "Bok") for number in range(4)))
    assert common[0][2] < hits("bok", Code("0", "Bok"), *(Code(n, "Annet") for n in "123"))[0][2]


def test_function_words_numbers_and_ids_of_codes_say_nothing_unless_they_are_cues() -> None:
    one = Code("kon.rolle", "Kanskje ikke 2022", exclude="Noe annet enn støy (kon.rolle)")
    assert [hits(word, one) for word in ("kanskje", "ikke", "2022", "rolle")] == [[]] * 4
    assert [hit[1] for hit in hits("støy", one)] == ["exclude"]
    cue = Code("a", "Annet", cues=("ikke", "2022"), counter_cues=("støy",))
    assert [hits(word, cue)[0][1] for word in ("ikke", "2022", "støy")] == [
        "cue",
        "cue",
        "counter_cue",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Det var å gå på jobb alene.", ("gå", "alene")),
        ("De gikk alene.", ("gikk", "alene")),
        ("Alene gikk de.", ()),
        ("De gikk hjem den kvelden og var alene.", ()),
    ],
)
def test_the_words_of_a_phrase_stand_in_order_and_close_by(
    text: str, found: tuple[str, ...]
) -> None:
    code = Code("a", "Annet", cues=("gå alene",))
    lexicon = Lexicon(Codebook(codes=(code,)), (code,))
    words = words_of(text, "nb")
    assert tuple(words[at].text for at in within(lexicon.phrases[0], words)) == found
    vocabulary = Vocabulary()
    read = reading.read(document(text), vocabulary)
    places = lexicon.places(lexicon.phrases[0], read.sentences, vocabulary)
    assert [vocabulary.words[read.sentences.words[at]].text for at in places] == list(found[-1:])


def document(*paragraphs: str, kind: Kind = Kind.DOCUMENT) -> Transcript:
    body, turns = "", []
    for text in paragraphs:
        start = len(body)
        body += text + "\n\n"
        turns.append(Turn(Span(start, start + len(text)), Span(start, start + len(text))))
    return Transcript("a", "a", kind, body, f"digest of {body}", tuple(turns))


def test_a_paragraph_in_square_brackets_is_a_note_and_nothing_said() -> None:
    one = document(
        "[Hva er bra? Og hvorfor?]\nFolk møtes der. Det er fint.\n[Annet]\nIngenting.",
        "[ler] Ja, sa hun [pause]",
        "Slik er det [uklart]\n[Pause] og så",
        kind=Kind.SURVEY,
    )
    said = [
        "Folk møtes der.",
        "Det er fint.",
        "Ingenting.",
        "[ler] Ja, sa hun [pause]",
        "Slik er det [uklart]",
        "[Pause] og så",
    ]
    assert [one.text(span) for span in reading.read(one, Vocabulary()).spans] == said
    assert [one.text(span) for span in terms.read(one).sentences] == said
    assert len(transcript_sentences(one)) == len(said) + 3


def label(one: Transcript, **decided: object) -> tuple[Reading, labels.Labels]:
    read = reading.read(one, Vocabulary())
    return read, labels.label(
        labels.Decisions(**decided),  # type: ignore[arg-type]
        read,
        {"x": 0, "y": 1},
        2,
    )


def coding(start: int, end: int, code: str = "x") -> Coding:
    return Coding(f"{start}", "a", "", Span(start, end), code, "kari", "2022")


def test_a_coding_holds_what_it_covers_half_of_or_where_most_of_it_lies() -> None:
    one = document("Aaaa bbbb cccc. Dddd eeee ffff. Gggg hhhh iiii.")
    _, most = label(one, codings=(coding(5, 25),))
    assert most.given.tolist() == [[1, 0], [1, 0], [0, 0]]
    assert most.known.tolist() == [[True, True], [True, True], [False, False]]
    _, little = label(one, codings=(coding(16, 20),))
    assert little.given[:, 0].tolist() == [0, 1, 0]
    _, beside = label(one, codings=(coding(0, 18),), read=(Span(0, 46),))
    assert beside.given[:, 0].tolist() == [1, 0, 0]
    assert beside.known.tolist() == [[True, True], [False, True], [True, True]]


def test_unread_is_unknown_and_a_rejection_says_no_to_one_code() -> None:
    one = document("Aaaa bbbb cccc. Dddd eeee ffff. Gggg hhhh iiii.")
    no = Rejection("n", "a", "", Span(16, 31), "y", "kari", "2022")
    _, found = label(one, read=(Span(0, 15),), rejections=(no,))
    assert found.known.tolist() == [[True, True], [False, True], [False, False]]
    assert found.rejected.tolist() == [[False, False], [False, True], [False, False]]
    assert not found.given.any()
    assert (found.rows.tolist(), found.telling.tolist()) == ([0, 1], [False, True, False])
    _, both = label(one, codings=(coding(16, 31, "y"),), rejections=(no,))
    assert both.given[1].tolist() == [0, 1] and not both.rejected.any()


def test_too_many_sentences_are_drawn_fairly_and_hardly_change() -> None:
    def some(size: int, set_on: int) -> labels.Labels:
        given = np.zeros((size, 1), np.float32)
        given[:set_on] = 1
        return labels.Labels(given, np.ones((size, 1), bool), np.zeros((size, 1), bool))

    draws = {n: np.random.default_rng(n).permutation(500) for n in (1, 2)}
    found = {1: some(400, 300), 2: some(400, 20)}
    assert len(labels.fewer(found, draws, 1000)) == 800
    few = set(labels.fewer(found, draws, 300))
    telling = [(name, row) for name, row in few if found[name].telling[row]]
    assert (len(few), len(telling)) == (300, 150)
    more = set(labels.fewer({1: some(400, 301), 2: some(400, 20)}, draws, 300))
    assert len(few & more) >= 298
    plenty = set(labels.fewer(found, draws, 700))
    assert len(plenty) == 700 and sum(found[n].telling[row] for n, row in plenty) == 320


def kernel(rows: int, seed: int = 1) -> vectors.Floats:
    many = np.random.default_rng(seed).normal(size=(rows, 40)).astype(np.float32)
    many /= np.linalg.norm(many, axis=1, keepdims=True)
    return np.asarray(many @ many.T, np.float32)


def test_rows_that_come_and_go_leave_the_inverse_as_if_made_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ridge_module, "_AT_ONCE", 17)
    whole = kernel(60)
    ridge = Ridge().added(np.zeros((0, 40), np.float32), whole[:40, :40])
    for row in range(40, 60):
        ridge = ridge.added(whole[:row, row : row + 1], whole[row : row + 1, row : row + 1])
    assert np.allclose(ridge.inverse, np.linalg.inv(whole + PENALTY * np.eye(60)), atol=1e-6)
    keep = np.setdiff1d(np.arange(60), [3, 30, 59])
    part = np.linalg.inv(whole[np.ix_(keep, keep)] + PENALTY * np.eye(57))
    assert np.allclose(ridge.kept(keep).inverse, part, atol=1e-6)


def test_what_a_group_would_be_given_without_it_is_what_fitting_without_it_gives() -> None:
    whole, targets = kernel(30), np.random.default_rng(2).normal(size=(30, 3))
    ridge = Ridge().added(np.zeros((0, 30), np.float32), whole)
    weights = ridge.weights(targets)
    groups = [np.arange(0, 12), np.arange(12, 30)]
    given = ridge.held_out(weights, targets, groups)
    for rows, rest in (groups, groups[::-1]):
        inverse = np.linalg.inv(whole[np.ix_(rest, rest)] + PENALTY * np.eye(len(rest)))
        assert np.allclose(given[rows], whole[np.ix_(rows, rest)] @ inverse @ targets[rest])
        left = ridge.without(weights, rows)
        assert np.allclose(left[rest], inverse @ targets[rest]) and not left[rows].any()
    every = [np.arange(30)]
    assert not ridge.without(weights, every[0]).any()
    assert not ridge.held_out(weights, targets, every).any()


def test_weights_go_from_the_defaults_to_what_the_pairs_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(3)
    said = rng.normal(size=(4000, 3)).astype(np.float32)
    true = np.array([1.5, -1.0, 0.0])
    given = (rng.random(4000) < 1 / (1 + np.exp(-said @ true))).astype(np.float32)
    ones, centre, hold = np.ones(4000, np.float32), np.array([0.0, 0.0, 2.0]), np.full(3, 10.0)
    weights = mixer.fit(said, given, ones, centre, hold)
    assert np.allclose(weights, true, atol=0.2)
    monkeypatch.setattr(mixer, "_SLICE", 1500)
    assert np.allclose(mixer.fit(said, given, ones, centre, hold), weights, atol=1e-4)
    again = mixer.fit(said, given, ones, centre, hold, start=np.array([5.0, 5.0, 5.0]))
    assert np.allclose(weights, again, atol=1e-2)
    few = mixer.fit(said[:5], given[:5], ones[:5], centre, hold)
    assert np.allclose(few, centre, atol=0.5)


def test_a_code_that_is_set_more_often_than_the_evidence_says_becomes_likelier() -> None:
    given = np.zeros((400, 2), np.float32)
    given[:300, 0] = 1
    said, every = np.full(given.shape, -2.0, np.float32), np.ones(given.shape, np.float32)
    added = mixer.rates(said, given, every)
    often, never = mixer.likely(said + added)[0]
    assert 0.65 < often < 0.75 and never < 0.05
    few = mixer.rates(said[295:303], given[295:303], every[295:303])
    assert 0 < few[0] < 0.5 and -0.2 < few[1] < 0
    assert mixer.rates(said[:0], given[:0], every[:0]).tolist() == [0, 0]


def test_an_interview_tells_little_of_how_often_codes_are_set_and_each_answer_of_a_survey_all() -> (
    None
):
    whose = np.array([0] * 200 + [1] * 200 + [2])
    told = labels.alone(whose, np.array([False, True, False]))
    assert 3 < told[:200].sum() < 4
    assert told[200:].tolist() == [1] * 201


def test_of_one_code_alone_its_words_speak_as_they_do_beside_others() -> None:
    values = np.array([[4.0], [0.0]], np.float32)
    assert evidence.relative(values).tolist() == [[3.0], [0.0]]
    many = np.array([[4.0, 0, 0, 0, 1]], np.float32)
    assert evidence.relative(many).tolist() == [[3.0, -1, -1, -1, 0]]


def test_there_is_a_default_weight_for_every_kind_of_evidence() -> None:
    assert len(mixer.defaults()) == len(evidence.KINDS)
    weights = dict(zip(evidence.KINDS, mixer.defaults(), strict=True))
    assert weights["hits"] > 0 and weights["ridge"] > 0 and weights["against"] < 0


def test_what_is_beside_counts_half_after_so_many_sentences() -> None:
    values = np.zeros((9, 1), np.float32)
    values[4] = 1
    assert evidence.around(values, 2.0)[:, 0].tolist() == pytest.approx(
        [0.5**1.5, 0.5, 0.5**0.5, 1, 0, 1, 0.5**0.5, 0.5, 0.5**1.5]
    )
    assert evidence.before(values, 2.0)[:5, 0].tolist() == [0] * 5


def told(*paragraphs: str, kind: Kind = Kind.DOCUMENT) -> tuple[float, float]:
    codes = (Code("a", "Fiske", "Sild, torsk, garn"), Code("b", "Skole", "Lærer, tavle, lekse"))
    vocabulary = Vocabulary()
    read = reading.read(document(*paragraphs, kind=kind), vocabulary)
    found, total = vectors.occurrences([read.sentences.counts])
    weights = vectors.rarity(found, total)
    rows = vectors.weigh(vectors.count([evidence.text_of(code) for code in codes]), weights)
    lexicon = Lexicon(Codebook(codes=codes), codes)
    return evidence.coherence(
        [read], evidence.Codes(lexicon, rows, vocabulary, found, total, weights)
    )


def test_talk_hangs_together_and_a_survey_does_not() -> None:
    fish = [f"Vi tok torsk og sild med garn, {n} dager." for n in range(20)]
    school = [f"Og læreren sto ved tavla med lekser, {n} timer." for n in range(20)]
    assert told(*fish, *school) == (1, 1)
    mixed = [each for both in zip(fish, school, strict=True) for each in both]
    order = np.random.default_rng(4).permutation(40)
    assert told(*(mixed[at] for at in order))[1] < 0.5
    assert told(*fish, *school, kind=Kind.SURVEY) == told("Vi tok torsk.")


def judged(likely: list[float], given: list[int]) -> Judged:
    rows = len(likely)
    return Judged(
        np.array(likely, np.float32)[:, None],
        np.array(given, np.float32)[:, None],
        np.ones((rows, 1), bool),
    )


def stands(found: Judged | None, bar: float | None = None) -> tuple[float, str]:
    code = Code("a", "Bråk", "Støy og lyd i huset")
    lexicon = Lexicon(Codebook(codes=(code,)), (code,))
    one = standing.standings((code,), lexicon, found, {}, {}, bar)[0]
    return one.bar, one.silent


def test_the_bar_is_where_the_expected_good_is_greatest() -> None:
    sure, unsure = [0.9] * 10 + [0.05] * 90, [0.45] * 10 + [0.2] * 90
    assert stands(None) == (standing.DEFAULT_BAR, "")
    assert stands(judged(sure, [1] * 10 + [0] * 90))[0] == 0.75  # nor what only the surest pass
    assert stands(judged(unsure, [0] * 100))[0] == 0.5  # never what is rather wrong than right
    assert stands(judged(sure, [0] * 100), bar=0.33)[0] == 0.33


def test_a_code_must_earn_to_be_shown() -> None:
    sure = [0.9] * 20 + [0.05] * 80
    assert stands(judged(sure, [1] * 20 + [0] * 80))[1] == ""
    assert stands(judged(sure, [0] * 100))[1] == "unearned"
    assert stands(judged([0.05] * 100, [0] * 100))[1] == ""
