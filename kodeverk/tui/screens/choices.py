"""The lists one chooses from all the time: codes and transcripts, one or several."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label

from kodeverk.i18n import _
from kodeverk.model import Codebook
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui.screens.pick import Choice, PickScreen
from kodeverk.tui.widgets.lists import Row, TickList


def code_picker(
    title: str,
    book: Codebook,
    marks: Mapping[str, str],
    colors: Mapping[str, str],
    keys: bool = False,
) -> PickScreen[str]:
    """Return the list of codes that can be applied; with ``keys`` a code's own key takes it."""
    choices = [
        Choice(
            code.id,
            Content.assemble(
                (f"┃{clean_line(marks.get(code.id, '')):<2} ", f"bold {colors.get(code.id, '')}"),
                (clean_line(code.name), "bold"),
                (f"  {clean_line(book.path(code.parent))}" if code.parent else "", "dim"),
                (f"  {clean_line(code.key)}" if code.key else "", "reverse"),
            ),
            (clean_line(code.name), clean_line(book.path(code.id))),
        )
        for code in book.codes
        if code.codable
    ]
    own = {code.key: code.id for code in book.codes if code.key and code.codable} if keys else {}
    hint = _("A code's own key takes it at once.") if keys else ""
    return PickScreen(title, choices, keys=own, hint=hint)


def transcript_picker(project: Project) -> PickScreen[str]:
    """Return the list of transcripts, each with its kind, date and number of codings."""
    choices = []
    for name in project.transcript_ids:
        head = project.head(name)
        title = clean_line(head.title) if head else name
        about = f"  {head.date}" if head and head.date else ""
        label = Content.assemble((title, "bold"), (f"  {name}{about}", "dim"))
        choices.append(Choice(name, label, (title, name)))
    return PickScreen(_("Which transcript?"), choices)


def scope_picker(
    book: Codebook, marks: Mapping[str, str], colors: Mapping[str, str]
) -> PickScreen[str]:
    """Return the list of all codes and themes; the first row, empty, stands for all."""
    choices = [Choice("", Content.styled(_("All codes"), "bold"), (_("All codes"),))]
    for code in book.codes:
        sign = f"┃{clean_line(marks.get(code.id, '')):<2} " if code.codable else ""
        label = Content.assemble(
            "  " * len(book.ancestors(code.id)),
            (sign, f"bold {colors.get(code.id, '')}".strip()),
            (clean_line(code.name), "" if code.codable else "bold"),
        )
        choices.append(Choice(code.id, label, (clean_line(code.name), book.path(code.id))))
    return PickScreen(_("Only which code or theme?"), choices)


def theme_picker(book: Codebook) -> PickScreen[str]:
    """Return the list of what a new code can stand below; the first row, empty, is the top."""
    choices = [Choice("", Content.styled(_("At the top"), "bold"), (_("At the top"),))]
    for code in book.codes:
        if not code.codable or book.children(code.id):
            label = Content.assemble("  " * len(book.ancestors(code.id)), clean_line(code.name))
            choices.append(Choice(code.id, label, (clean_line(code.name), book.path(code.id))))
    return PickScreen(_("New code: below which theme?"), choices)


class TranscriptsScreen(ModalScreen[tuple[str, ...] | None]):
    """Tick the transcripts that are wanted; ``all`` or none ticked gives an empty tuple."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "done", _("Done"), show=False, id="choose.done"),
        Binding("a", "all", _("All or none"), show=False, id="choose.all"),
    ]

    def __init__(self, project: Project, chosen: Iterable[str] = ()) -> None:
        super().__init__()
        self._project = project
        self._chosen = frozenset(chosen)

    def compose(self) -> ComposeResult:
        """The list."""
        rows = []
        for name in self._project.transcript_ids:
            head = self._project.head(name)
            title = clean_line(head.title) if head else name
            rows.append(Row(name, Content.assemble((title, "bold"), (f"  {name}", "dim"))))
        with Vertical(classes="dialog"):
            yield Label(Content(_("Which transcripts?")), classes="dialog-title")
            yield TickList(rows, ticked=self._chosen or None, id="ticks")
            hint = _("Space ticks   a all or none   Esc done")
            yield Label(Content(hint), classes="dialog-hint")

    def action_all(self) -> None:
        """Tick all, or none."""
        self._list.tick_all()

    def action_done(self) -> None:
        """Take what is ticked."""
        self.dismiss(() if self._list.everything else self._list.ticked)

    @property
    def _list(self) -> TickList[str]:
        return self.query_one("#ticks", TickList)
