"""Asks for suggestions without waiting for them: a child process makes them, a thread listens.

The libraries behind the suggestions take seconds to load and hundreds of megabytes; in the
program's own process every key would feel it.
"""

import contextlib
import subprocess
import sys
from collections.abc import Callable
from threading import RLock, Thread
from typing import Protocol

import msgspec

from kodeverk.project import Project
from kodeverk.suggest.asking import (
    Explain,
    Explained,
    Propose,
    Proposed,
    Question,
    Queued,
    Reply,
    Review,
    Suggest,
    Suggested,
)

Answer = Callable[["Reply | Failed"], object]
_STARTS = 3  # a child that dies more often than this has something wrong with it
_ANSWERED_BY: dict[type[Question], type[Reply]] = {
    Suggest: Suggested,
    Review: Queued,
    Explain: Explained,
    Propose: Proposed,
}


class Failed:
    """The answer when no suggestions can be made any more."""


class Suggester(Protocol):
    """Whoever makes suggestions for the rooms."""

    def ask(self, question: Question, answer: Answer) -> bool:
        """Ask a question; ``answer`` is called from any thread, or never.

        Of each kind of question only the newest is answered, and to the newest ``answer``. Returns
        False when no suggestions can be made any more; when that is found out later, the answer is
        ``Failed``.
        """

    def close(self) -> None:
        """Make no more suggestions."""


class ChildSuggester:
    """Suggestions from ``kodeverk.suggest.child``. It starts at the first question.

    A child that dies is started again and asked again, but not for ever.
    """

    def __init__(self, project: Project) -> None:
        self._command = [
            sys.executable,
            "-m",
            "kodeverk.suggest.child",
            str(project.root),
            project.coder.name,
            project.coder.device,
        ]
        self._child: subprocess.Popen[bytes] | None = None
        self._asked: dict[type[Reply], tuple[Question, Answer]] = {}
        self._starts = 0
        self._closed = False
        self._lock = RLock()

    def ask(self, question: Question, answer: Answer) -> bool:
        """Ask a question about the study as it stands on the disk."""
        with self._lock:
            self._asked[_ANSWERED_BY[type(question)]] = question, answer
            return self._send(question)

    def _send(self, question: Question) -> bool:
        if self._child is None:
            if self._closed or self._starts >= _STARTS:
                return False
            self._child = self._start()
        assert self._child.stdin is not None
        with contextlib.suppress(OSError):  # it has died: whoever listens to it starts another
            self._child.stdin.write(msgspec.json.encode(question) + b"\n")
            self._child.stdin.flush()
        return True

    def _start(self) -> "subprocess.Popen[bytes]":
        self._starts += 1
        child = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        Thread(target=self._listen, args=(child,), daemon=True).start()
        return child

    def _listen(self, child: "subprocess.Popen[bytes]") -> None:
        decoder = msgspec.json.Decoder(Reply)
        assert child.stdout is not None
        with contextlib.suppress(ValueError):  # closed, or a line that was torn as it died
            for line in child.stdout:
                reply = decoder.decode(line)
                with self._lock:
                    asked = self._asked.get(type(reply))
                if asked is not None:
                    asked[1](reply)
        self._died(child)

    def _died(self, child: "subprocess.Popen[bytes]") -> None:
        """Ask another child what this one was asked last."""
        with self._lock:
            if self._child is not child:
                return  # it was ended
            self._end()
            asked = list(self._asked.values())
            unheard = [answer for question, answer in asked if not self._send(question)]
        for answer in unheard:
            answer(Failed())

    def close(self) -> None:
        """End the child at once: it holds nothing that is not on the disk."""
        with self._lock:
            self._closed, self._asked = True, {}
            self._end()

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was not read any more
                    pipe.close()
