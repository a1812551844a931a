"""Which journals this machine has seen, so that one that vanished or shrank is noticed.

Kept outside the project folder: a sync program that loses a file would lose the note with it.
"""

import contextlib
import hashlib
import json
from pathlib import Path

from kodeverk import files
from kodeverk.errors import SaveError


class Seen:
    """The highest running number seen per journal (``coder@device``) of the study at ``root``."""

    def __init__(self, root: Path, project: str) -> None:
        key = hashlib.sha256(f"{root.resolve()}\n{project}".encode("utf-8", "surrogatepass"))
        self._file = files.state_folder() / f"{key.hexdigest()[:24]}.seen.json"
        self._numbers: dict[str, int] = {}
        with contextlib.suppress(OSError, ValueError):
            values = json.loads(self._file.read_bytes())
            if isinstance(values, dict):
                self._numbers = {n: top for n, top in values.items() if isinstance(top, int)}

    def top(self, name: str) -> int:
        """Return the highest running number seen in a journal; 0 if it was never seen."""
        return self._numbers.get(name, 0)

    def lost(self, present: dict[str, int]) -> list[tuple[str, int, int]]:
        """Return (journal, highest number seen, highest now or 0) for those that hold less."""
        return [
            (name, number, present.get(name, 0))
            for name, number in sorted(self._numbers.items())
            if present.get(name, 0) < number
        ]

    def note(self, present: dict[str, int]) -> None:
        """Remember the highest numbers; one that was seen is not forgotten by itself."""
        grown = {n: max(top, self._numbers.get(n, 0)) for n, top in present.items()}
        if any(self._numbers.get(name) != number for name, number in grown.items()):
            self._numbers |= grown
            self._save()

    def _save(self) -> None:
        # A note that cannot be kept (a full disk, a locked home) must not stop the work.
        with contextlib.suppress(SaveError):
            files.write_atomic(self._file, json.dumps(self._numbers).encode("utf-8"))
