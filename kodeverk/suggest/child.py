"""Makes suggestions in a process of its own, so that no key press waits for it.

Run as ``python -m kodeverk.suggest.child ROOT CODER DEVICE``. Each line on standard input is the
id of a transcript; each line on standard output is ``[id, suggestions]`` as JSON. Only the newest
question is answered. It reads the study itself, writes nothing, and ends when its input does.
"""

import contextlib
import os
import sys
from pathlib import Path
from threading import Condition, Thread

import msgspec

from kodeverk.project import Project
from kodeverk.suggest import Material, default_engine


class _Questions:
    """The newest question that has not been answered."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._newest: str | None = None
        self._ended = False
        Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in sys.stdin.buffer:
            with self._changed:
                self._newest = line.decode("utf-8").strip()
                self._changed.notify()
        with self._changed:
            self._ended = True
            self._changed.notify()

    def wait(self) -> str | None:
        """Return the newest question; None when there will be no more."""
        with self._changed:
            while self._newest is None and not self._ended:
                self._changed.wait()
            question, self._newest = self._newest, None
            return None if self._ended else question

    def overtaken(self) -> bool:
        """Tell whether a newer question has come, or the program has ended."""
        return self._ended or self._newest is not None


def main(root: str, coder: str, device: str) -> None:
    """Answer questions until there are no more."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)
    questions = _Questions()
    project = Project.open(Path(root), coder=coder, device=device)
    engine = default_engine()
    while (name := questions.wait()) is not None:
        project.refresh()
        transcripts = project.transcripts()
        material = Material(project.codebook, transcripts, project.codings(), project.rejections())
        wanted = next((t for t in transcripts if t.id == name), None)
        if wanted is None:
            continue
        engine.learn(material, cancelled=questions.overtaken)
        found = engine.suggest(wanted, cancelled=questions.overtaken)
        if not questions.overtaken():
            sys.stdout.buffer.write(msgspec.json.encode((name, found)) + b"\n")
            sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(*sys.argv[1:4])
