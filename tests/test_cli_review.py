"""The review room's work on the command line: the queue, the codes, answers and explanations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from command_line import Run, lines
from fake_engine import Scored
from room_study import ANSWERS, make_study

from kodeverk import i18n
from kodeverk.model import Reason, Span, Suggestion, Transcript
from kodeverk.project import Project

COFFEE = "Ja, her møtes alle sammen ved kaffemaskinen."
HELP = "Hun fikk hjelp med alt på én gang."
CODES = ("syn.mote", "syn.hjelp", "kon.tid")
SCORES = {COFFEE: (0.9, 0.1, 0.0), HELP: (0.2, 0.7, 0.3)}


class Telling(Scored):
    """One reason more: an earlier quote, where there is one."""

    def learn(self, material: Any, **_more: object) -> None:
        self.codings = material.codings

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        found = super().explain(transcript, span, code)
        quotes = tuple(Reason("coding", (), "sitat", c.id) for c in self.codings if c.code == code)
        return Suggestion(
            found.transcript, span, code, found.score, found.engine, (*found.reasons, *quotes)
        )


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    make_study(tmp_path, transcripts=2).close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        "kodeverk.suggest.default_engine", lambda: Telling(SCORES, ["kon.tid"], CODES)
    )
    yield tmp_path
    i18n.activate("en")


def test_a_suggestion_says_in_json_what_the_screen_says(run: Run, study: Path) -> None:
    project = Project.open(study, coder="ingrid", device="pc")
    start = project.transcript("int-02").body.index(COFFEE)
    coding = project.code("int-02", Span(start, start + 10), "syn.mote")
    project.close()
    told = next(s for s in lines(run("suggest", "--json")[1]) if s["quote"] == COFFEE)
    assert told["record"] == {"accepted": 3, "shown": 4} and told["silent"] == ""
    first, against, quote = told["reasons"]
    assert (first["kind"], first["against"], first["words"]) == ("definition", False, ["Ja,"])
    assert (against["kind"], against["against"]) == ("exclude", True)
    assert quote == {
        "kind": "coding",
        "against": False,
        "words": [],
        "quote": "sitat",
        "coding": coding.id,
        "transcript": "int-02",
        "speaker": "Informant",
        "coder": "ingrid",
    }


def test_the_queue_is_listed_in_the_order_wanted(run: Run, study: Path) -> None:
    code, out, err = run("suggest", "queue", "--most", "2")
    assert code == 0 and COFFEE in out and HELP not in out and "2 of 4" in err
    rows = lines(run("suggest", "queue", "--json")[1])
    assert [(r["quote"], r["code"]) for r in rows] == [
        *[(COFFEE, "syn.mote")] * 2,
        *[(HELP, "syn.hjelp")] * 2,
    ]
    assert rows[0]["alike"] == [rows[1]["suggestion"]]
    unsure = lines(run("suggest", "queue", "--order", "uncertain", "--json")[1])
    assert (unsure[0]["quote"], unsure[0]["code"]) == (HELP, "syn.hjelp")
    silent = lines(run("suggest", "queue", "--code", "kon", "--json")[1])
    assert [r["silent"] for r in silent] == ["unearned"] * 2
    only = lines(run("suggest", "queue", "--transcript", "int-02", "--json")[1])
    assert {r["transcript"] for r in only} == {"int-02"}


def test_an_empty_list_says_what_to_do(run: Run, study: Path) -> None:
    assert "sure enough" not in run("suggest")[2]
    code, _out, err = run("suggest", "list", "--least", "0.99")
    assert code == 0 and "suggest queue --order uncertain" in err
    assert run("suggest", "--least", "0.99", "--json") == (0, "", "")


def test_how_each_code_stands(run: Run, study: Path) -> None:
    rows = {row["code"]: row for row in lines(run("suggest", "codes", "--json")[1])}
    assert rows["kon.tid"]["silent"] == "unearned" and rows["syn.mote"]["silent"] == ""
    assert (rows["syn.mote"]["waiting"], rows["syn.mote"]["found"]) == (2, 0)
    assert rows["syn.mote"]["left"] is rows["syn.mote"]["interval"] is None
    project = Project.open(study, coder="kari", device="pc")
    for name in project.transcript_ids:
        body = project.transcript(name).body
        for start in map(body.index, ANSWERS[1:4]):
            project.code(name, Span(start, start + 9), "kon.tid")
    project.close()
    code, out, err = run("suggest", "codes")
    assert code == 0 and "Konflikt / Tidspress" in out and "3/4" in out and "19 of 20" in err
    told = next(r for r in lines(run("suggest", "codes", "--json")[1]) if r["code"] == "kon.tid")
    assert told["interval"][0] <= told["left"] <= told["interval"][1] and told["found"] == 6


def test_one_answer_for_all_alike_and_another_code(run: Run, study: Path) -> None:
    first, _second, third, _fourth = lines(run("suggest", "queue", "--json")[1])
    made = lines(run("suggest", "accept", first["suggestion"], "--alike", "--json")[1])
    assert [(c["transcript"], c["code"]) for c in made] == [
        ("int-01", "syn.mote"),
        ("int-02", "syn.mote"),
    ]
    assert run("undo")[0] == 0
    assert run("code", "list", "--json")[1] == "", "one action"
    (coding,) = lines(
        run("suggest", "accept", third["suggestion"], "--code", "kon.tid", "--json")[1]
    )
    assert (coding["code"], coding["origin"]) == ("kon.tid", "edited")
    rest = lines(run("suggest", "queue", "--json")[1])
    assert third["suggestion"] not in {r["suggestion"] for r in rest}
    no = lines(run("suggest", "reject", first["suggestion"], "--alike", "--json")[1])
    assert len(no) == 2
    assert [r["code"] for r in lines(run("suggest", "queue", "--json")[1])] == ["syn.hjelp"]


def test_what_waits_below_the_bar_can_be_answered_too(run: Run, study: Path) -> None:
    low = lines(run("suggest", "queue", "--code", "kon.tid", "--json")[1])[0]
    assert low["suggestion"] not in {s["suggestion"] for s in lines(run("suggest", "--json")[1])}
    (coding,) = lines(run("suggest", "accept", low["suggestion"], "--json")[1])
    assert (coding["code"], coding["score"]) == ("kon.tid", 0.3)
    code, _out, err = run("suggest", "accept", low["suggestion"])
    assert code == 1 and "no suggestion" in err


def test_what_is_held_back_blind_is_not_in_the_queue(run: Run, study: Path) -> None:
    assert run("suggest", "blind", "1")[0] == 0
    assert lines(run("suggest", "queue", "--json")[1]) == []
    project = Project.open(study, coder="kari", device="maskin")
    project.mark_read("int-01", [Span(0, len(project.transcript("int-01").body))])
    project.close()
    rows = lines(run("--coder", "kari", "suggest", "queue", "--json")[1])
    assert {r["transcript"] for r in rows} == {"int-01"}
