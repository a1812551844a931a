"""Finding files: a field that completes a path, and the folders as a tree."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.suggester import Suggester
from textual.widgets import DirectoryTree, Input

from kodeverk.i18n import _
from kodeverk.text import clean_line

_MOST = 5000  # names looked at in one folder for a completion


class PathInput(Input):
    """→ or tab takes the completion; ``~`` is the home folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", _("Complete"), show=False, id="path.complete"),
    ]

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(
            id=id,
            compact=True,
            placeholder=_("Path of a file or folder"),
            suggester=_Completion(),
        )

    def action_complete(self) -> None:
        """Take the completion, or go on to the next field."""
        if len(self._suggestion) > len(self.value):
            self.action_end()
            self.action_cursor_right()
        else:
            self.screen.focus_next()


class _Completion(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return ``value`` with the first name that begins as it ends."""
        return await asyncio.to_thread(completed, value)


def completed(value: str) -> str | None:
    """Return the path ``value`` with its last name completed; None if nothing fits."""
    folder, begun = os.path.split(value)
    if not begun:
        return None
    try:
        with os.scandir(Path(folder or ".").expanduser()) as entries:
            names = []
            for number, entry in enumerate(entries):
                hidden = entry.name.startswith(".") and not begun.startswith(".")
                fits = entry.name.startswith(begun) and clean_line(entry.name) == entry.name
                if fits and not hidden:
                    names.append(entry.name + (os.sep if entry.is_dir() else ""))
                if number > _MOST:
                    break
    except (OSError, RuntimeError):  # no such folder; no home folder
        return None
    return value + min(names)[len(begun) :] if names else None


class Folders(DirectoryTree):
    """The files below a folder, without hidden ones; a name is text whatever it holds."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

    def process_label(self, label: object) -> Text:
        """Return the name as text, cleaned."""
        return Text(clean_line(str(label)))

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what is hidden, and what programs leave behind."""
        return [path for path in paths if not path.name.startswith((".", "~$"))]

    @property
    def here(self) -> Path:
        """The file or folder under the cursor."""
        node = self.cursor_node
        return node.data.path if node and node.data else Path(self.path)
