"""The journals of a study, held ready: locked, glanced at, and read when they are first needed."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from kodeverk import files
from kodeverk.journal.ledger import Ledger
from kodeverk.model import Coder
from kodeverk.project.glance import Glance
from kodeverk.project.journals import Journals, paths, take_lock

_FOLDERS = ("", "corpus", "corpus/sources", "corpus/codings", "codebooks", "exports")


class Held:
    """The journals of the study at ``root``, whose id is ``project``.

    ``here`` gives the digest of the text that a transcript has now.
    One thread may ask for something while another reads them: it then waits.
    """

    def __init__(
        self, root: Path, project: str, coder: Coder, here: Callable[[str], str] = str
    ) -> None:
        self._root, self._project, self._coder, self._here = root, project, coder, here
        self._journals: Journals | None = None
        self._glance: Glance | None = None
        self._lock: files.Lock | None = None
        self._reading = Lock()

    @property
    def journals(self) -> Journals:
        """All of them, read when first asked for."""
        if self._journals is None:
            with self._reading:
                if self._journals is None:
                    self._journals = Journals(
                        self._root, self._project, self._coder, self._lock, self._here
                    )
                    self._glance = None
        return self._journals

    @property
    def are_read(self) -> bool:
        """Tell whether they have been read, and not only glanced at."""
        return self._journals is not None

    def last_transcript(self) -> str | None:
        """Return the transcript that the coder was in last on this machine, if any."""
        known = self._glanced()
        if isinstance(known, Glance):
            return known.last_transcript(self._coder)
        return known.last_transcript()

    def about(self, transcript: str) -> Ledger:
        """Return what is known of codings and reading in one transcript, without waiting."""
        known = self._glanced()
        return known.ledger(transcript) if isinstance(known, Glance) else known.ledger

    def _glanced(self) -> Journals | Glance:
        with self._reading:
            if self._journals is not None:
                return self._journals
            if self._glance is None:
                self._glance = Glance(paths(self._root), self._project, self._here)
            return self._glance

    def lock(self) -> None:
        """Become the writer of the coder's journal; raises LockedError, SaveError, ProjectError."""
        with self._reading:
            if self._journals is not None:
                self._journals.lock()
            elif self._lock is None:
                self._lock = take_lock(self._root, self._project, self._coder)

    def close(self) -> None:
        """Let another Kodeverk write the coder's journal."""
        with self._reading:
            if self._lock is not None or (self._journals is not None and self._journals.locked):
                files.remove_leftovers((self._root / name for name in _FOLDERS), time.time())
            if self._journals is not None:
                self._journals.close()
            elif self._lock is not None:
                self._lock.release()
            self._lock = None
