"""The bench for suggestions: figures against hand-computed ones, tables read, replays in order."""

import contextlib
import csv
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from kodeverk import i18n
from kodeverk.bench import (
    suggest,
    suggest_made,
    suggest_reading,
    suggest_report,
    suggest_speed,
)
from kodeverk.bench.suggest_data import Coded, segment, with_cues, without_cues
from kodeverk.bench.suggest_metrics import (
    LEAST,
    Bools,
    Figures,
    Floats,
    average_precision,
    calibration_error,
    mean,
    measure,
    work_saved,
)
from kodeverk.bench.suggest_models import (
    AsreviewModel,
    CodebookCosine,
    EngineModel,
    Rows,
    UsualClassifier,
)
from kodeverk.bench.suggest_read import load, read_cues
from kodeverk.bench.suggest_replay import Mode, Step, joined, replay
from kodeverk.bench.suggest_table import read_cells
from kodeverk.cli.main import main
from kodeverk.errors import DataError, NotFoundError
from kodeverk.language import transcript_sentences
from kodeverk.model import Codebook, Kind, Role, Span, Suggestion, Transcript
from kodeverk.suggest import Material, Weighed

BOOK = """code\tname\tdefinition
B\tBøker\tÅ lese og låne bøker på biblioteket.
S\tStøy\tBråk, lyd og uro i rommet.
P\tPenger\tBudsjett, kroner og innsparing.
"""
SAID = {
    "B": ("Jeg låner bøker hver uke.", "Barna leser mange bøker der.", "Lånekortet gjelder bøker."),
    "S": ("Det er mye bråk i rommet.", "Støyen og lyden plager oss.", "Uroen begynner klokka tre."),
    "P": ("Budsjettet ble kuttet med kroner.", "Innsparing igjen i år.", "Pengene strekker ikke."),
    "": ("Ja, sånn er det.", "Vi tok en kaffe.", "Jeg husker ikke når."),
}


def table(path: Path, interviews: int = 3, rows: int = 20) -> Path:
    """Write a table of made-up segments, and the codebook beside it."""
    lines = ["id,interview,text,codes"]
    for interview in range(interviews):
        for row in range(rows):
            code = ("B", "S", "P", "")[(row + row // 4) % 4]
            text = SAID[code][(row + interview) % 3]
            both = " S" if code == "B" and row % 8 == 0 else ""
            lines.append(f'{interview}-{row},int-{interview},"{text}",{code}{both}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    path.with_name("codebook.tsv").write_text(BOOK, encoding="utf-8", newline="\n")
    return path


@pytest.fixture
def coded(tmp_path: Path) -> Coded:
    return load(table(tmp_path / "said.csv"))


def bools(*rows: str) -> "np.typing.NDArray[np.bool_]":
    return np.array([[sign == "x" for sign in row] for row in rows])


def column(*values: float) -> "np.typing.NDArray[np.float64]":
    return np.array(values, dtype=float)


# --- the figures


def test_average_precision_is_that_of_the_ranking() -> None:
    truth = bools("x.xx.")[0]
    assert average_precision(truth, column(5, 4, 3, 2, 1)) == pytest.approx(
        (1 / 1 + 2 / 3 + 3 / 4) / 3
    )
    assert average_precision(truth, column(1, 1, 1, 1, 1)) == pytest.approx(3 / 5)
    assert average_precision(bools("..")[0], column(1, 2)) is None


def test_first_choice_and_three_shown_with_ties_by_chance() -> None:
    truth = np.tile(bools("x...", ".xx.", "....", "..xx"), (LEAST, 1))
    scores = np.tile(
        np.array([[9, 1, 2, 3], [5, 4, 3, 2], [1, 0, 0, 0], [1, 1, 1, 1]], dtype=float), (LEAST, 1)
    )
    figures = measure(truth, scores)
    assert (figures.tested, figures.coded) == (4 * LEAST, 3 * LEAST)
    assert figures.first == pytest.approx((1 + 0 + 2 / 4) / 3)
    assert figures.three == pytest.approx((1 + 2 + 2 * 3 / 4) / 5)


def test_mean_average_precision_counts_codes_that_occur() -> None:
    truth = np.tile(bools("x..", ".x."), (LEAST, 1))
    scores = np.tile(np.array([[2, 1, 0], [1, 1, 9]], dtype=float), (LEAST, 1))
    assert measure(truth, scores).ap == pytest.approx((1 + 1 / 2) / 2)


def test_calibration_error_weighs_the_bins_by_their_pairs() -> None:
    truth = bools("x.", "..", "x.", "x.")
    said = np.array([[0.95, 0.05], [0.95, 0.05], [0.95, 0.15], [1.0, 0.15]])
    bins = (abs(3 - 3.85), abs(0 - 0.1), abs(0 - 0.3))
    assert calibration_error(truth, said) == pytest.approx(sum(bins) / 8)


def test_calibration_is_given_for_probabilities_only() -> None:
    truth, scores = bools(*["x."] * LEAST), np.tile([0.75, 0.25], (LEAST, 1))
    assert measure(truth, scores).ece is None
    figures = measure(truth, scores, probabilities=True)
    assert figures.ece == pytest.approx(0.25)
    assert figures.ece_first == pytest.approx(0.25)
    lower = measure(truth, np.tile([0.75, 0.05], (LEAST, 1)), probabilities=True)
    assert lower.ece == pytest.approx(0.15)
    assert lower.ece_first == pytest.approx(0.25)


def test_what_is_shown_at_the_bar() -> None:
    truth = bools(*["xx.", "x..", "...", "..x"] * LEAST)
    shown = bools(*["x.x", "...", "x..", "..x"] * LEAST)
    figures = measure(truth, truth.astype(float), shown)
    assert figures.shown == 4 * LEAST
    assert figures.precision == pytest.approx(2 / 4)
    assert figures.coverage == pytest.approx(2 / 3)
    assert figures.recall == pytest.approx(2 / 4)


def test_no_figure_where_there_is_too_little() -> None:
    few = bools(*["x."] * (LEAST - 1))
    assert measure(few, few.astype(float), few) == Figures(LEAST - 1, LEAST - 1, shown=LEAST - 1)
    enough = bools(*["x."] * LEAST)
    one = enough.copy()
    one[0] = False
    assert measure(enough, enough.astype(float), one).precision is None
    assert measure(enough, enough.astype(float), enough).precision == 1


def test_work_saved_is_what_need_not_be_read_for_95_percent() -> None:
    truth = np.zeros(100, dtype=bool)
    truth[[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 30, 80]] = True
    ranked = -np.arange(100.0)
    assert work_saved(truth, ranked) == pytest.approx((100 - 31) / 100 - 0.05)
    assert work_saved(truth[:31], ranked[:31]) == pytest.approx(0 - 0.05)
    assert work_saved(np.array([True] * 4 + [False] * 96), ranked) is None


def test_work_saved_with_equal_scores_is_what_chance_gives() -> None:
    truth = np.zeros(99, dtype=bool)
    truth[:19] = True
    assert work_saved(truth, np.zeros(99)) == pytest.approx((99 - 19 * 100 / 20) / 99 - 0.05)


def test_the_mean_leaves_out_what_is_not_there() -> None:
    assert mean([1.0, None, 2.0, 0.0]) == 1.0
    assert mean([None]) is None


# --- the data


def test_a_table_with_its_codebook_beside_it(coded: Coded) -> None:
    assert [transcript.id for transcript in coded.transcripts] == ["int-0", "int-1", "int-2"]
    assert coded.codes == ("B", "S", "P")
    assert coded.book.codes[0].definition == "Å lese og låne bøker på biblioteket."
    assert coded.texts[:2] == ("Jeg låner bøker hver uke.", "Støyen og lyden plager oss.")
    assert [sorted(each.codes) for each in coded.segments[:4]] == [["B", "S"], ["S"], ["P"], []]
    assert coded.truth[:3].tolist() == [
        [True, True, False],
        [False, True, False],
        [False] * 2 + [True],
    ]
    assert coded.bounds == ((0, 20), (20, 40), (40, 60))
    assert {transcript.kind for transcript in coded.transcripts} == {Kind.INTERVIEW}
    assert {coding.coder for coding in coded.codings} == {"gold"}
    first = coded.codings[0]
    assert coded.by_id[first.transcript].text(first.span) == coded.texts[0]
    assert first.digest == coded.by_id[first.transcript].digest
    assert coded.by_id["int-0"].language == "nb"


def test_a_folder_with_one_table_is_that_table(coded: Coded, tmp_path: Path) -> None:
    assert load(tmp_path) == coded
    table(tmp_path / "another.csv")
    with pytest.raises(NotFoundError):
        load(tmp_path)


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("B;S", {"B", "S"}),
        ("B | S", {"B", "S"}),
        ('"B, S"', {"B", "S"}),
        ("B S", {"B", "S"}),
        ("støy", {"S"}),
        ('"Kaffe, te og prat; S"', {"K", "S"}),
        ('"Kaffe, te og prat"', {"K"}),
        ("Noe nytt; P", {"Noe nytt", "P"}),
        ("", set()),
    ],
)
def test_codes_in_a_cell(tmp_path: Path, cell: str, codes: set[str]) -> None:
    path = table(tmp_path / "said.csv", 1, 2)
    path.with_name("codebook.tsv").write_text(
        BOOK + "K\tKaffe, te og prat\t\n", encoding="utf-8", newline="\n"
    )
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(f"x,int-9,Dette er sagt.,{cell}\n")
    coded = load(path)
    assert coded.segments[-1].codes == codes
    assert set(coded.codes) == {"B", "S", "P", "K"} | codes


def test_rows_of_one_interview_are_brought_together_and_those_who_ask_left_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "data.csv"
    path.write_text(
        "Tekst;Intervju;Taler;Koder\nHvordan går det?;a;Intervjuer;B\nFint, takk.;a;Kari;B\n"
        "Ikke bra.;b;Per;S\n  ;b;Per;S\nStøy her også.;a;Kari;S|P\n",
        encoding="cp1252",
    )
    coded = load(path)
    a, b = coded.transcripts
    assert a.body == "Intervjuer: Hvordan går det?\n\nKari: Fint, takk.\n\nKari: Støy her også."
    assert a.role_at(0) is Role.INTERVIEWER
    assert [each.transcript for each in coded.segments] == ["a", "a", "b"]
    assert coded.left_out == 1
    assert coded.codes == ("B", "S", "P")
    assert b.body == "Per: Ikke bra."


@pytest.mark.parametrize(("title", "segments"), [("code", 3), ("codes", 4)])
def test_a_segment_repeated_for_each_code_is_one(tmp_path: Path, title: str, segments: int) -> None:
    path = table(tmp_path / "said.csv", 1, 1)
    path.write_text(
        f"text;document;{title}\nStøy og penger.;a;S\nStøy og penger.;a;P\nJa.;a;\nJa.;b;\n",
        encoding="utf-8",
    )
    coded = load(path)
    assert len(coded.segments) == segments
    assert {code for each in coded.segments[:2] for code in each.codes} == {"S", "P"}


def test_a_table_without_interviews_is_a_survey_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "svar.csv"
    lines = [f"Svar nummer {number}.\tB" for number in range(250)]
    path.write_text("text\tcodes\n" + "\n".join(lines) + "\n", encoding="utf-8")
    coded = load(path)
    assert [len(transcript.turns) for transcript in coded.transcripts] == [100, 100, 50]
    assert {transcript.kind for transcript in coded.transcripts} == {Kind.SURVEY}
    assert len(coded.segments) == 250


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("Answer;Codes", ["Støy.;S", "Lån.;B"]),
        ("statement;label", ["Støy.;S", "Lån.;B"]),
        ("Svar;Kategori", ["Støy.;Støy", "Lån.;b"]),
        ("sep=;\nutsagn;koder", ["Støy.;['S']", 'Lån.;["B"]']),
        ("text;S;Bøker", ["Støy.;1;0", "Lån.;;x"]),
        ("segment;coder;codes", ["Støy.;a;S", "Lån.;a;B", "Støy.;b;B", "Lån.;b;"]),
        ("id;respondent;answer;kode", ["1;r1;Støy.;S", "2;r2;Lån.;B"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_tables_as_spreadsheets_and_scripts_write_them(
    tmp_path: Path, title: str, cells: list[str], encoding: str
) -> None:
    (tmp_path / "codebook.tsv").write_text(BOOK, encoding="utf-8")
    path = tmp_path / "x.csv"
    path.write_bytes("\r\n".join([title, *cells, ""]).replace("\n\n", "\n").encode(encoding))
    coded = load(path)
    assert [sorted(each.codes) for each in coded.segments] == [["S"], ["B"]]
    assert coded.texts == ("Støy.", "Lån.")
    assert coded.added == ()


def test_one_coder_is_measured_the_one_named_or_who_coded_most(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text,coder,codes\nA.,a,S\nA.,b,S\nB.,a,\nB.,b,P\n", encoding="utf-8")
    assert [each.codes for each in load(path).segments] == [{"S"}, {"P"}]
    assert [each.codes for each in load(path, coder="a").segments] == [{"S"}, set()]


def test_a_column_with_only_0_and_1_is_one_code(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("abstract,included\nA.,1\nB.,0\nC.,\n", encoding="utf-8")
    assert [each.codes for each in load(path).segments] == [{"included"}, set(), set()]


def test_interviews_of_one_row_each_are_answers_to_a_survey(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for rows, kind in ((30, Kind.SURVEY), (8, Kind.INTERVIEW)):
        lines = "".join(f"r{number},Svar {number}.,S\n" for number in range(rows))
        path.write_text("respondent,text,codes\n" + lines, encoding="utf-8")
        coded = load(path)
        assert {transcript.kind for transcript in coded.transcripts} == {kind}
        assert len(coded.segments) == rows


def test_very_long_cells_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text,codes\n" + "ord " * 50_000 + ",S\n", encoding="utf-8")
    assert len(load(path).texts[0]) == 199_999


def test_codes_with_nothing_but_blanks_between_need_no_codebook(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("text,codes\nA.,S\nB.,P S\nC.,P\nD.,to ord\n", encoding="utf-8")
    assert [each.codes for each in load(path).segments] == [{"S"}, {"S", "P"}, {"P"}, {"to ord"}]


def test_codes_by_their_path_and_parents_by_name(tmp_path: Path) -> None:
    (tmp_path / "codebook.csv").write_text(
        "Code,Description,Theme\nCost,Money spent.,Access\nOther,x,Access\nOther one,x,Trust\n"
        "Trust,Confidence.,\n",
        encoding="utf-8",
    )
    path = tmp_path / "x.csv"
    path.write_text(
        "text,codes\nIt cost us.,Access > Cost\nI do not.,Trust > Other one; Cost\nWhat.,New > x\n",
        encoding="utf-8",
    )
    coded = load(path)
    assert [each.codes for each in coded.segments] == [{"Cost"}, {"Other one", "Cost"}, {"New > x"}]
    assert [(code.id, code.parent, code.codable) for code in coded.book.codes] == [
        ("Access", None, False),
        ("Cost", "Access", True),
        ("Other", "Access", True),
        ("Other one", "Trust", True),
        ("Trust", None, True),
        ("New > x", None, True),
    ]
    assert coded.added == ("New > x",)


def test_the_codebook_of_a_table_is_in_its_language(tmp_path: Path) -> None:
    (tmp_path / "codebook.csv").write_text("code,name\nC,Costs\n", encoding="utf-8")
    path = tmp_path / "x.csv"
    path.write_text("text,codes\nWe had to pay for it and that was that.,C\n", encoding="utf-8")
    coded = load(path)
    assert (coded.book.language, coded.transcripts[0].language) == ("en", "en")


def test_it_is_said_what_was_made_of_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "codebook.csv").write_text("code,name\nS,Støy\n", encoding="utf-8")
    path = tmp_path / "x.csv"
    path.write_text("text,codes\nDet er støy her.,S\nJeg leser.,B\n", encoding="utf-8")
    command = ["--lang", "en", "bench", "suggest", str(path), "--only-engine"]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "Taken for answers unrelated to one another; language: nb" in said
    assert "No code has a definition." in said
    assert "1 code is not in the codebook: B" in said
    path.write_text("text,interview,codes\nDet er støy her.,a,S\n", encoding="utf-8")
    assert main(command) == 0
    assert "1 transcript; language: nb" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bok.yaml", "codes:\n  - id: B\n    name: Bøker\n    definition: Å lese.\n"),
        ("bok.csv", "id;name;definition\nB;Bøker;Å lese.\n"),
        ("bok.csv", "id,name,description\nB,Bøker,Å lese.\n"),
        ("bok.tsv", "kode\tnavn\tbeskrivelse\nB\tBøker\tÅ lese.\n"),
    ],
)
def test_codebooks_of_every_kind(tmp_path: Path, name: str, text: str) -> None:
    book = tmp_path / name
    book.write_text(text, encoding="utf-8")
    code = load(table(tmp_path / "said.csv"), codebook=book).book.codes[0]
    assert (code.id, code.name, code.definition) == ("B", "Bøker", "Å lese.")


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    with pytest.raises(NotFoundError):
        load(path)
    path.write_text("id,words\n1,hei\n", encoding="utf-8")
    with pytest.raises(DataError):
        load(path)
    path.write_text("text,codes\nhei,\n", encoding="utf-8")
    with pytest.raises(DataError):
        load(path)
    for text in ("- a\n", "B: lån\n", "B: {cues: 3}\n", "B: [\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DataError):
            read_cues(path)


def test_cues_are_added_to_the_codebook_and_taken_away(coded: Coded, tmp_path: Path) -> None:
    path = tmp_path / "cues.yaml"
    path.write_text(
        "B: [lån, lese]\nS:\n  cues: [uro]\n  counter_cues: [stille]\n", encoding="utf-8"
    )
    book = with_cues(coded.book, read_cues(path))
    assert [(code.cues, code.counter_cues) for code in book.codes] == [
        (("lån", "lese"), ()),
        (("uro",), ("stille",)),
        ((), ()),
    ]
    assert with_cues(book, read_cues(path)) == book
    assert without_cues(book) == coded.book


def test_a_sentence_has_a_code_by_half_of_either(coded: Coded) -> None:
    one = coded.transcripts[0]
    first, second = one.turns[0].text, one.turns[1].text
    half = len(first) // 2 + 1

    def codes(*spans: tuple[int, int]) -> list[int]:
        codings = [replace(coded.codings[0], span=Span(*span)) for span in spans]
        found = segment(one, codings)
        return [number for number, each in enumerate(found) if each.codes]

    assert codes((first.start, first.end)) == [0]
    assert codes((first.start + 2, first.start + 4)) == [0]
    assert codes((first.start, first.start + half)) == [0]
    assert codes((first.end - 3, second.end)) == [1]
    assert codes((first.end - half, second.end)) == [0, 1]
    assert len(segment(one, [], turns=True)) == len(one.turns)


# --- the replay


class Spy:
    """An engine that scores sentences by their length and keeps what it was given."""

    name = "spy-1"

    def __init__(self) -> None:
        self.got: list[Material] = []

    def learn(self, material: Material, *, cancelled: Callable[[], bool] = bool) -> None:
        self.got.append(material)

    def weigh(self, transcript: Transcript) -> Weighed:
        spans = tuple(
            part
            for turn in transcript.turns
            for part in (
                Span(turn.text.start, turn.text.start + 3),
                Span(turn.text.start + 4, turn.text.end),
            )
        )
        scores = np.array([[1 - len(span) / 100, 0.1] for span in spans])
        return Weighed(spans, ("S", "B"), scores)

    def suggest(
        self, transcript: Transcript, *, cancelled: Callable[[], bool] = bool
    ) -> tuple[Suggestion, ...]:
        turn = transcript.turns[1]
        span = Span(turn.text.start, turn.text.start + 3)
        return (Suggestion(transcript.id, span, "P", 0.9, self.name),)

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        return Suggestion(transcript.id, span, code, 0.0, self.name)

    def standings(self) -> tuple[()]:
        return ()


def test_a_segment_scores_as_its_best_sentence_and_shows_what_any_of_them_does(
    coded: Coded,
) -> None:
    model = EngineModel(coded, make=Spy)
    rows = np.array([20, 21])
    assert model.score(rows) == pytest.approx(np.array([[0.1, 0.97, 0]] * 2))
    assert model.shown(rows).tolist() == [[False] * 3, [False, False, True]]


def test_the_engine_is_told_what_was_coded_and_read_and_no_more(coded: Coded) -> None:
    spy = Spy()
    model = EngineModel(coded, make=lambda: spy)
    known = np.arange(60) < 25
    model.learn(known)
    material = spy.got[0]
    assert material.transcripts == coded.transcripts
    wanted = [code for each in coded.segments[:25] for code in each.codes]
    assert sorted(each.code for each in material.codings) == sorted(wanted)
    assert set(material.read) == {"int-0", "int-1"}
    first, second = coded.transcripts[:2]
    assert material.read["int-0"] == (Span(first.turns[0].text.start, len(first.body)),)
    assert material.read["int-1"] == (Span(0, second.turns[4].text.end),)
    known[10] = False
    model.learn(known)
    assert len(spy.got[1].read["int-0"]) == 2


def test_nothing_is_predicted_that_is_known(coded: Coded) -> None:
    spy = Spy()
    steps = list(replay(coded, EngineModel(coded, make=lambda: spy)))
    working = [step for step in steps if step.mode is Mode.WORKING]
    assert [list(step.rows) for step in working if step.known == 25] == [
        list(range(25, 40)),
        list(range(40, 50)),
    ]
    assert sorted(row for step in working for row in step.rows) == list(range(60))
    assert all(step.known <= step.rows[0] < step.known + 25 for step in working)
    following = {s.known: list(s.rows) for s in steps if s.mode is Mode.FOLLOWING}
    assert following == {
        0: list(range(60)),
        10: list(range(20, 60)),
        25: list(range(40, 60)),
    }
    known = {
        mode: [step.known for step in steps if step.mode is mode]
        for mode in (Mode.NEXT, Mode.OTHERS)
    }
    assert known == {Mode.NEXT: [0, 20, 40], Mode.OTHERS: [40, 40, 40]}
    for material, step in zip(spy.got[-6:], steps[-6:], strict=True):
        assert coded.transcripts[step.place].id not in material.read
    truth, _scores, shown = joined(working)
    assert (truth == coded.truth).all() and shown is not None


def test_another_order_begins_elsewhere(coded: Coded) -> None:
    turned = coded.turned(2)
    assert [transcript.id for transcript in turned.transcripts] == ["int-2", "int-0", "int-1"]
    assert turned.texts == coded.texts[40:] + coded.texts[:40]
    assert turned.bounds == ((0, 20), (20, 40), (40, 60))


def test_baselines_learn_from_what_is_known_alone(coded: Coded) -> None:
    rows = np.arange(40, 60)
    known = np.arange(60) < 40
    for make in (UsualClassifier, AsreviewModel):
        model = make(coded)
        model.learn(np.zeros(60, dtype=bool))
        assert len(set(model.score(rows).ravel())) == 1
        model.learn(known & ~coded.truth[:, 2])
        assert len(set(model.score(rows)[:, 2])) == 1
        model.learn(known)
        figures = measure(np.tile(coded.truth[rows], (2, 1)), np.tile(model.score(rows), (2, 1)))
        assert (figures.first or 0) > 0.7


def test_the_cosine_reads_the_codebook_and_its_cues(coded: Coded) -> None:
    said = coded.texts.index("Uroen begynner klokka tre.")
    rows = np.array([said, 0])
    scores = CodebookCosine(coded).score(rows)
    assert scores[0].tolist() == [0, 0, 0]
    assert scores[1].argmax() == 0
    book = with_cues(coded.book, {"S": (("uroen",), ())})
    assert CodebookCosine(coded, book).score(rows)[0].argmax() == 1


def test_figures_are_the_same_every_time_and_cues_stand_apart(coded: Coded) -> None:
    cues = {"S": (("uroen", "plager"), ())}
    first, again = (list(suggest.as_json(coded, suggest.run(coded, cues))) for _ in range(2))
    for each in (*first, *again):
        each.pop("seconds", None)
    assert first == again
    names = {row["model"] for row in first if "model" in row}
    assert len(names) == 6
    assert {"codebook cosine", "codebook cosine + cues"} < names
    assert {row["table"] for row in first} == {
        "data",
        "working",
        "transcripts",
        "following",
        "next",
        "others",
        "wss",
    }


def test_several_orders_are_counted_together(coded: Coded) -> None:
    results = suggest.run(coded, orders=9, baselines=False)
    rows = suggest_report.rows("next", coded, results)
    assert [row.group.strip() for row in rows] == ["1", "2", "3"]
    assert [row.figures.tested for row in rows] == [60, 60, 60]
    others = suggest_report.rows("others", coded, results)
    assert [row.figures.tested for row in others] == [20, 20, 20, 60]


def test_the_working_order_is_summed_up_from_400(coded: Coded) -> None:
    rows = np.arange(30)
    steps = tuple(
        Step(
            Mode.WORKING,
            0,
            known,
            0,
            rows,
            coded.truth[rows],
            coded.truth[rows].astype(float),
            None,
            0.0,
        )
        for known in (375, 400, 900)
    )
    found = suggest_report.rows("working", coded, [suggest_report.Result("m", False, steps)])
    assert [(row.group, row.figures.tested) for row in found] == [
        ("200–400", 30),
        ("400–800", 30),
        ("800–1500", 30),
        ("≥400", 60),
    ]


def test_label_counts_are_grouped_as_in_the_literature() -> None:
    def group(known: int) -> str:
        rows = np.arange(1)
        step = Step(Mode.WORKING, 0, known, 0, rows, bools("x"), np.ones((1, 1)), None, 0.0)
        result = suggest_report.Result("m", False, (step,))
        coded = Coded("x", Codebook(), (), (), ())
        return suggest_report.rows("working", coded, [result])[0].group

    assert [group(n) for n in (0, 25, 50, 375, 400, 1500, 9000)] == [
        "≤50",
        "≤50",
        "50–100",
        "200–400",
        "400–800",
        "1500–3000",
        "3000–",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [(0.625, ".62"), (1.0, "1.00"), (-0.049, "-.05"), (None, "–"), (0.0, ".00")]
)
def test_shares_as_they_are_printed(value: float | None, text: str) -> None:
    assert suggest_report.share(value) == text


# --- reading for one code


def test_reading_goes_from_the_highest_score_until_enough_is_found(coded: Coded) -> None:
    truth = coded.truth.copy()
    truth[:, 2] = False
    truth[[3, 50, 51, 52], 2] = True
    coded.__dict__["truth"] = truth
    asked: list[tuple[int, int | None]] = []

    class Knowing:
        name, probabilities = "knows", False

        def learn(self, known: Bools, code: int | None = None) -> None:
            asked.append((int(known.sum()), code))

        def score(self, rows: Rows) -> Floats:
            scores = 2 * coded.truth[rows].astype(float)
            scores[:, 1] = 1 - coded.truth[rows, 1]
            return scores

        def shown(self, rows: Rows) -> None:
            return None

    first, second, third = suggest_reading.saved(coded, Knowing())
    have = truth.sum(axis=0)
    assert first == pytest.approx((60 - (1 + math.ceil(0.95 * have[0]))) / 60 - 0.05)
    unlike = int((~truth[:, 1]).sum())
    assert second == pytest.approx((60 - (unlike + math.ceil(0.95 * have[1]))) / 60 - 0.05)
    assert third is None
    assert asked == [(2, 0), (2, 1), (27, 1), (52, 1)]


def test_reading_of_the_baselines_is_the_same_every_time(coded: Coded) -> None:
    once, again = (suggest_reading.saved(coded, AsreviewModel(coded)) for _ in range(2))
    assert once == again
    assert all(value is not None and value > 0 for value in once)


# --- speed


def test_made_up_talk_is_labelled_as_it_is_said() -> None:
    made = suggest_made.make(2_000, 300)
    assert made == suggest_made.make(2_000, 300)
    assert [len(transcript_sentences(each)) for each in made.transcripts] == [600] * 4
    assert len({(transcript.id, span) for transcript, span, _code in made.labels}) == 300
    assert [transcript.id for transcript, _span, _code in made.labels[240:]] == ["0000"] * 60
    for transcript, span, code in made.labels[:40]:
        assert span in transcript_sentences(transcript)
        assert transcript.role_at(span.start) is Role.INFORMANT
        assert code is None or made.book.get(code)
    known = made.known(100)
    assert sum(len(spans) for spans in known.read.values()) == 100
    assert 40 < len(known.codings) < 80
    assert known.transcripts == made.transcripts


def test_speed_is_measured_in_a_process_of_its_own() -> None:
    (speed,) = suggest_speed.measure([(20, 500)])
    assert (speed.labels, speed.sentences) == (20, 500)
    assert 0 < speed.retrain <= speed.retrain_highest < speed.cold
    assert 50 < speed.memory < 50_000
    assert suggest_speed.table([speed]).rows[0][:2] == ("500", "20")


# --- the command


def test_the_command_prints_tables_or_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = table(tmp_path / "said.csv")
    assert main(["--lang", "en", "bench", "suggest", str(path)]) == 0
    said = capsys.readouterr().out
    assert "said: 60 segments, 45 of them coded, 3 codes" in said
    assert "WSS@95" in said and "mean over 3 codes" in said
    assert main(["--json", "bench", "suggest", str(path), "--only-engine", "--reading"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == {
        "table": "data",
        "name": "said",
        "transcripts": 3,
        "segments": 60,
        "coded": 45,
        "codes": 3,
        "languages": ["nb"],
        "survey": False,
        "added": 0,
    }
    assert len({row["model"] for row in rows if "model" in row}) == 1
    assert [row["code"] for row in rows if row["table"] == "wss_reading"] == ["B", "S", "P", ""]
    assert main(["bench", "suggest"]) == 2
    i18n.activate("en")


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ('text,codes\nEn båt.,a\n"Hun sa det,b\nTo båter.,a\n', 3),
        ('text,codes\nEn båt.,a\n"Hun" sa det,b\nTo båter.,a\n', 3),
        ('text,codes\n"En\nbåt.",a\n"Hun sa det,b\n"To, tre.",a\nSju.,a\n', 4),
        ('sep=,\ntext,codes\n"Hun sa det,b\nTo båter.,a\n', 3),
    ],
)
def test_a_stray_quotation_mark_is_told_with_its_line(
    tmp_path: Path, table: str, line: int
) -> None:
    path = tmp_path / "rader.csv"
    path.write_text(table, encoding="utf-8", newline="")
    with pytest.raises(DataError, match=f"line {line} of “rader.csv”"):
        load(path)


def test_quotation_marks_in_a_cell_are_only_that(tmp_path: Path) -> None:
    path = tmp_path / "rader.csv"
    rows = 'text,codes\n"Hun sa ""ja"",\nog gikk.",a\nTo 5" rør.,b\n'
    path.write_text(rows, encoding="utf-8", newline="")
    found = load(path)
    texts = [found.by_id[each.transcript].text(each.span) for each in found.segments]
    assert texts == ['Hun sa "ja",\nog gikk.', 'To 5" rør.']


def test_reading_a_table_leaves_the_limit_of_other_readers_as_it_was(tmp_path: Path) -> None:
    usual = csv.field_size_limit()
    for text in ("text,codes\nHei,a\n", 'text,codes\n"Hei,a\n'):
        table = tmp_path / "t.csv"
        table.write_text(text, encoding="utf-8")
        with contextlib.suppress(DataError):
            read_cells(table)
        assert csv.field_size_limit() == usual
