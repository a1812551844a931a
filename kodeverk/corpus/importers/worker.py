"""The parent's side: one process that reads many files, killed and replaced when one goes wrong."""

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import kodeverk
from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.importers import fence, gate, wire
from kodeverk.corpus.importers.reading import NO_CHOICE, Choice
from kodeverk.errors import ImportRefused
from kodeverk.i18n import active

_TICK = 0.05
_GRACE = 0.5
_RAISED = 1  # how Python ends when there is something in a file that no reader was prepared for
_MODULE = "kodeverk.corpus.importers.child"


class Worker:
    """A reading process, started when it is first needed. Use it in a ``with``.

    ``timeout`` is the longest one file may take, in seconds. ``watch`` has its memory watched from
    here, for systems that cannot limit it themselves.
    """

    def __init__(
        self,
        *,
        timeout: float = fence.SECONDS,
        memory: int = fence.MEMORY,
        watch: bool | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        self._timeout = timeout
        self._memory = memory
        self._watch = sys.platform != "linux" if watch is None else watch
        self._command = command or [sys.executable, "-P", "-X", "utf8", "-m", _MODULE]
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def read(
        self,
        path: Path,
        interviewers: Sequence[str] = (),
        encoding: str | None = None,
        choice: Choice = NO_CHOICE,
    ) -> Outcome:
        """Return what became of the file at ``path``, however the reading ends."""
        request = wire.Request(
            os.fsencode(path.absolute()).hex(), active(), tuple(interviewers), encoding, choice
        )
        process = self._running()
        assert process.stdin is not None
        try:
            wire.send(process.stdin, request)
        except OSError:
            self.close()
            return _reject(path, gate.too_complex())
        data = self._answer(process)
        if data is None:
            refusal = _why(process)
            self.close()
            return _reject(path, refusal)
        try:
            outcome = wire.read_outcome(data)
        except ValueError:
            self.close()
            return _reject(path, gate.too_complex())
        return Outcome(
            str(path),
            outcome.outcome,
            outcome.code,
            outcome.message,
            outcome.draft,
            outcome.sha256,
        )

    def close(self) -> None:
        """End the process, at once."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        with contextlib.suppress(OSError):
            if process.stdin:
                process.stdin.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        # The child finds this very package, and nothing in the folder it happens to stand in.
        home = str(Path(kodeverk.__file__).parent.parent)
        environment = dict(os.environ)
        environment["PYTHONPATH"] = os.pathsep.join(
            part for part in (home, environment.get("PYTHONPATH")) if part
        )
        self._process = subprocess.Popen(
            list(self._command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a traceback could quote the transcript
            env=environment,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._answers = queue.SimpleQueue()
        assert self._process.stdout is not None
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), daemon=True
        ).start()
        return self._process

    def _answer(self, process: subprocess.Popen[bytes]) -> bytes | None:
        """Return the answer; None if the process ended, took too long or grew too big."""
        deadline = time.monotonic() + self._timeout
        while (left := deadline - time.monotonic()) > 0:
            try:
                return self._answers.get(timeout=min(left, _TICK) if self._watch else left)
            except queue.Empty:
                if self._watch and _memory_of(process.pid) > self._memory:
                    return None
        return None


def _listen(stream: IO[bytes], answers: "queue.SimpleQueue[bytes | None]") -> None:
    with stream:
        while (data := wire.receive_bytes(stream)) is not None:
            answers.put(data)
    answers.put(None)


def _why(process: subprocess.Popen[bytes]) -> ImportRefused:
    """Return the refusal of a file that the process gave no answer for."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        if process.wait(_GRACE) == _RAISED:
            return gate.corrupt()
    return gate.too_complex()


def _memory_of(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _reject(path: Path, refusal: ImportRefused) -> Outcome:
    return Outcome(str(path), "reject", refusal.code, str(refusal))
