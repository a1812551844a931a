"""The thread that makes suggestions: only the newest question counts, and no key press waits.

It is a daemon: loading the libraries takes seconds, and quitting must not wait for that. (Textual's
own thread workers are waited for.)
"""

from collections.abc import Callable
from threading import Condition, Thread

from kodeverk.model import Suggestion
from kodeverk.project import Project
from kodeverk.suggest import Engine, Material, default_engine

Answer = Callable[[str, tuple[Suggestion, ...]], object]


class Suggester:
    """Answers ``ask`` from its own thread through ``answer(transcript id, suggestions)``.

    A failure of the engine is kept in ``failure`` and ends the suggestions, not the program.
    """

    def __init__(self, project: Project, answer: Answer, engine: Engine | None = None) -> None:
        self._project = project
        self._answer = answer
        self._engine = engine
        self._wanted: str | None = None
        self._working = False
        self._changed = Condition()
        self.failure: Exception | None = None
        Thread(target=self._run, name="suggestions", daemon=True).start()

    def ask(self, transcript_id: str) -> None:
        """Want suggestions for a transcript, as the study stands when the thread gets to it."""
        with self._changed:
            self._wanted = transcript_id
            self._changed.notify_all()

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self.failure is None and (self._working or self._wanted is not None)

    def _run(self) -> None:
        while self.failure is None:
            with self._changed:
                self._working = False
                while self._wanted is None:
                    self._changed.wait()
                wanted, self._wanted = self._wanted, None
                self._working = True
            try:
                self._make(wanted)
            except Exception as error:
                self.failure = error

    def _make(self, transcript_id: str) -> None:
        project = self._project
        material = Material(
            project.codebook, project.transcripts(), project.codings(), project.rejections()
        )
        transcript = next((t for t in material.transcripts if t.id == transcript_id), None)
        if transcript is None:
            return
        if self._engine is None:
            self._engine = default_engine()
        self._engine.learn(material, cancelled=self._overtaken)
        found = self._engine.suggest(transcript, cancelled=self._overtaken)
        if not self._overtaken():
            self._answer(transcript_id, found)

    def _overtaken(self) -> bool:
        return self._wanted is not None
