"""The programs that are measured: a bare one for comparison, and one with only the pane.

Run as ``python -m kodeverk.bench.hosts NAME`` in a folder where the pane may write.
"""

import gc
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("TEXTUAL_FPS", "120")  # read once, when textual is imported

if TYPE_CHECKING:
    from textual.app import App


def bare(_folder: Path) -> "App[None]":
    """Return a program of nothing but a tree and a list."""
    from textual.app import App, ComposeResult
    from textual.widgets import Label, ListItem, ListView, Tree

    class Bare(App[None]):
        ENABLE_COMMAND_PALETTE = False

        def compose(self) -> ComposeResult:
            tree: Tree[None] = Tree("tree")
            for index in range(40):
                tree.root.add_leaf(f"leaf {index}")
            tree.root.expand()
            yield tree
            yield ListView(*(ListItem(Label(f"item {index}")) for index in range(20)))

        def on_mount(self) -> None:
            self.query_one(Tree).focus()

    return Bare()


def pane(folder: Path) -> "App[None]":
    """Return a program of the transcript pane alone, on a transcript with 1 000 codings.

    ``j`` and ``k`` go a sentence, page down a page; ``1`` stores and shows a coding of the
    sentence; ``o`` opens another transcript.
    """
    from textual import events
    from textual.app import App, ComposeResult

    from kodeverk.bench.material import make
    from kodeverk.model import Coding
    from kodeverk.tui.widgets.transcript import TranscriptView

    class Pane(App[None]):
        ENABLE_COMMAND_PALETTE = False
        CSS = "TranscriptView { width: 1fr; height: 1fr; }"

        def compose(self) -> ComposeResult:
            yield TranscriptView()

        def on_ready(self) -> None:
            self._coded = 0
            self._materials = [make(id="one"), make(id="two")]
            self._open()
            self.query_one(TranscriptView).focus()
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 100)

        def _open(self) -> None:
            material = self._materials[0]
            self.query_one(TranscriptView).show(
                material.transcript,
                codings=material.codings,
                marks=material.marks,
                colors=material.colors,
            )

        def on_key(self, event: events.Key) -> None:
            view = self.query_one(TranscriptView)
            if event.key == "o":
                self._materials.reverse()
                self._open()
            elif event.key == "1":
                self._coded += 1
                material = self._materials[0]
                coding = Coding(
                    f"new{self._coded}",
                    material.transcript.id,
                    material.transcript.digest,
                    view.target,
                    material.codes[self._coded % len(material.codes)].id,
                    "kari",
                    "2026-01-01T00:00:00Z",
                )
                _store(folder / "journal.jsonl", coding)
                view.add_coding(coding)
            elif event.key in ("j", "k"):
                view.move_sentence(1 if event.key == "j" else -1)
            elif event.key == "pagedown":
                view.move_page(1)

    return Pane()


def _store(path: Path, coding: "object") -> None:
    """Put a coding on the disk, as a journal does."""
    with path.open("a", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(repr(coding)) + "\n")
        file.flush()
        os.fsync(file.fileno())


HOSTS: "dict[str, Callable[[Path], App[None]]]" = {"bare": bare, "pane": pane}


if __name__ == "__main__":
    HOSTS[sys.argv[1]](Path()).run()
