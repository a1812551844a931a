"""Suggestions from a process of their own."""

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event
from types import SimpleNamespace

import msgspec
import pytest
from room_study import make_study

from kodeverk.model import Span
from kodeverk.project import Project
from kodeverk.suggest import child
from kodeverk.suggest.asking import (
    Earlier,
    Explain,
    Explained,
    Order,
    Queued,
    Reply,
    Review,
    Suggest,
    Suggested,
)
from kodeverk.tui.suggesting import ChildSuggester, Failed

Answers = Queue[Reply | Failed]


def test_a_child_answers_the_newest_question_and_sees_what_was_decided(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    answers: Answers = Queue()
    suggester = ChildSuggester(project)
    try:
        assert suggester.ask(Suggest("int-01"), answers.put)
        first = answers.get(timeout=120)
        assert isinstance(first, Suggested) and first.transcript == "int-01"
        found = first.suggestions
        assert found and first.standings
        body = project.transcript("int-01").body
        said = {body[s.span.start : s.span.end] for s in found}
        assert any("møtes" in sentence or "møteplass" in sentence for sentence in said)
        assert project.codings() == ()  # suggested is not coded
        project.reject(found[0])
        assert suggester.ask(Suggest("int-01"), answers.put)
        again = answers.get(timeout=120)
        assert isinstance(again, Suggested)
        assert (found[0].span, found[0].code) not in {(s.span, s.code) for s in again.suggestions}
    finally:
        suggester.close()
        project.close()


def test_a_child_builds_the_queue_and_explains_it(tmp_path: Path) -> None:
    project = make_study(tmp_path, transcripts=2)
    body = project.transcript("int-02").body
    start = body.index("Det er blitt")
    coding = project.code("int-02", Span(start, start + 26), "syn.mote")
    answers: Answers = Queue()
    suggester = ChildSuggester(project)
    try:
        question = Review(Order.UNCERTAIN, codes=("syn",))
        assert suggester.ask(question, answers.put)
        reply = answers.get(timeout=120)
        assert isinstance(reply, Queued) and reply.question == question
        items = reply.queue.items
        assert items and {item.code for item in items} <= {"syn.mote", "syn.hjelp"}
        assert ("int-02", coding.span, "syn.mote") not in {item.place for item in items}
        assert {each.code for each in reply.standings} >= {"syn.mote", "kon.tid"}
        assert [each.place for each in items[:3]] == [
            (each.transcript, each.span, each.code) for each in reply.explained
        ]
        twin = "int-01", coding.span, "syn.mote"
        assert suggester.ask(Explain((twin, ("borte", coding.span, "syn.mote"))), answers.put)
        told = answers.get(timeout=120)
        assert isinstance(told, Explained)
        (found,) = told.suggestions
        assert (found.transcript, found.span, found.code) == twin
        assert coding.id in {reason.coding for reason in found.reasons}
        assert told.earlier[coding.id] == Earlier("int-02", "Intervju", "Informant", "kari")
    finally:
        suggester.close()
        project.close()


def test_only_the_newest_of_each_kind_is_answered_the_most_urgent_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = [Suggest("a"), Suggest("b"), Review(), Review(Order.CODE), Explain(())]
    lines = [msgspec.json.encode(question) + b"\n" for question in asked]
    done, more = Event(), Event()

    class Typing:
        def __iter__(self) -> Iterator[bytes]:
            yield from lines
            done.set()
            more.wait(20)

    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=Typing()))
    questions = child.Questions()
    assert done.wait(20)
    assert questions.wait() == Explain(())
    assert questions.wait() == Review(Order.CODE)
    assert questions.overtaken(Suggest) and not questions.overtaken(Review)
    assert questions.wait() == Suggest("b")
    assert not questions.overtaken(Suggest)
    more.set()
    assert questions.wait() is None and questions.overtaken(Review)


def test_a_child_that_dies_is_asked_again_but_not_for_ever(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    suggester = ChildSuggester(project)
    suggester._command = [suggester._command[0], "-c", "raise SystemExit(1)"]
    answers: Answers = Queue()
    assert suggester.ask(Suggest("int-01"), answers.put)
    assert isinstance(answers.get(timeout=60), Failed)
    assert suggester._starts == 3
    assert not suggester.ask(Suggest("int-01"), answers.put)
    suggester.close()
    project.close()


def test_what_a_dead_child_did_not_answer_the_next_one_does(tmp_path: Path) -> None:
    project = make_study(tmp_path)
    suggester = ChildSuggester(project)
    good = suggester._command
    suggester._command = [good[0], "-c", "input()"]
    answers: Answers = Queue()
    assert suggester.ask(Suggest("int-01"), answers.put)
    suggester._command = good
    reply = answers.get(timeout=120)
    assert isinstance(reply, Suggested) and reply.transcript == "int-01"
    suggester.close()
    project.close()


def test_the_child_ends_when_its_input_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_study(tmp_path)

    class Empty:
        buffer: tuple[bytes, ...] = ()

    monkeypatch.setattr("sys.stdin", Empty())
    monkeypatch.setattr("os.nice", lambda _n: 0, raising=False)
    child.main(str(tmp_path), "kari", "pc")
    assert Project.open(tmp_path).codings() == ()
