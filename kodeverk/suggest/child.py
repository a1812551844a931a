"""Makes suggestions in a process of its own, so that no key press waits for it.

Run as ``python -m kodeverk.suggest.child ROOT CODER DEVICE``. Each line on standard input is a
question of ``asking`` as JSON, each line on standard output a reply. Of each kind only the newest
question is answered. It reads the study itself, writes nothing, and ends when its input does; what
the engine has learned stays warm between the questions.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Condition, Thread

import msgspec

from kodeverk.model import Suggestion
from kodeverk.project import Project
from kodeverk.suggest import Material, default_engine
from kodeverk.suggest.asking import (
    Explain,
    Explained,
    Place,
    Propose,
    Proposed,
    Question,
    Queued,
    Reply,
    Review,
    Suggest,
    Suggested,
)
from kodeverk.suggest.gathering import earlier, held_back, material
from kodeverk.suggest.propose import Proposer
from kodeverk.suggest.review import Reviewer

# A person waits for what is about the segment before her; the rest can follow.
_FIRST: tuple[type[Question], ...] = (Explain, Propose, Review, Suggest)
Cancelled = Callable[[], bool]


class Questions:
    """The newest questions that have not been answered, one of each kind."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest: dict[type[Question], Question] = {}
        self._ended = False
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        decoder = msgspec.json.Decoder(Question)
        for line in sys.stdin.buffer:
            question = decoder.decode(line)
            with self._changed:
                self._newest[type(question)] = question
                self._changed.notify()
        with self._changed:
            self._ended = True
            self._changed.notify()

    def wait(self) -> Question | None:
        """Return a question, the most urgent first; None when there will be no more."""
        with self._changed:
            while not self._newest and not self._ended:
                self._changed.wait()
            kind = next((kind for kind in _FIRST if kind in self._newest), None)
            return None if self._ended or kind is None else self._newest.pop(kind)

    def overtaken(self, kind: type[Question]) -> bool:
        """Tell whether a newer question of that kind has come, or the program has ended."""
        return self._ended or kind in self._newest


class Answering:
    """A study and what an engine has learned of it."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._engine = default_engine()
        self._reviewer = Reviewer()
        self._proposer = Proposer()
        self._material: Material | None = None

    def reply(self, question: Question, cancelled: Cancelled) -> Reply | None:
        """Return the answer; None when the question was overtaken or is about nothing."""
        if isinstance(question, Explain):
            known = self._material or self._learn(cancelled)
            return self._explained(known, question)
        if isinstance(question, Propose):
            return self._proposed(question, cancelled)
        known = self._learn(cancelled)
        if cancelled():
            return None
        if isinstance(question, Suggest):
            return self._suggested(known, question, cancelled)
        return self._queued(known, question, cancelled)

    def _learn(self, cancelled: Cancelled) -> Material:
        self._project.refresh()
        known = material(self._project)
        self._engine.learn(known, cancelled=cancelled)
        self._material = known
        return known

    def _suggested(
        self, known: Material, question: Suggest, cancelled: Cancelled
    ) -> Suggested | None:
        wanted = next((t for t in known.transcripts if t.id == question.transcript), None)
        if wanted is None:
            return None
        found = self._engine.suggest(wanted, cancelled=cancelled)
        standings = self._engine.standings()
        return Suggested(wanted.id, found, standings, earlier(known, found), wanted.digest)

    def _queued(self, known: Material, question: Review, cancelled: Cancelled) -> Queued | None:
        held = held_back(self._project)
        queue = self._reviewer.queue(self._engine, known, question, held, cancelled=cancelled)
        if queue is None:
            return None
        first = tuple(i.suggestion(queue.engine) for i in queue.items[: question.reasons])
        explained = self._explain(known, [(s.transcript, s.span, s.code) for s in first])
        used = {item.transcript for item in queue.items}
        digests = {each.id: each.digest for each in known.transcripts if each.id in used}
        standings = self._engine.standings()
        return Queued(question, queue, explained, standings, earlier(known, explained), digests)

    def _proposed(self, question: Propose, cancelled: Cancelled) -> Proposed:
        self._project.refresh()
        code, most = question.code, question.most
        known = material(self._project)
        return Proposed(code, self._proposer.propose(known, code, most, cancelled=cancelled))

    def _explained(self, known: Material, question: Explain) -> Explained:
        found = self._explain(known, question.places)
        return Explained(found, earlier(known, found))

    def _explain(self, known: Material, places: Sequence[Place]) -> tuple[Suggestion, ...]:
        texts = {transcript.id: transcript for transcript in known.transcripts}
        return tuple(
            self._engine.explain(texts[name], span, code)
            for name, span, code in places
            if name in texts
        )


def main(root: str, coder: str, device: str) -> None:
    """Answer questions until there are no more."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)
    questions = Questions()
    answering = Answering(Project.open(Path(root), coder=coder, device=device))
    while (question := questions.wait()) is not None:
        reply = answering.reply(question, partial(questions.overtaken, type(question)))
        if reply is not None and not questions.overtaken(type(question)):
            sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
