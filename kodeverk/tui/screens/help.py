"""All keys on one page, in the language chosen."""

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from kodeverk.i18n import _
from kodeverk.model import Codebook
from kodeverk.text import clean_line
from kodeverk.tui.commands import CODING, PROGRAM, Command, signs


class HelpScreen(ModalScreen[None]):
    """What every key does in ``room``, and which code each code key applies in the coding room."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f1,question_mark,enter", "leave", _("Close"), id="help.leave"),
    ]

    def __init__(
        self, codebook: Codebook, keys: Mapping[str, str], room: tuple[Command, ...] = CODING
    ) -> None:
        super().__init__()
        self._room = room
        self._keys = keys
        self._codebook = codebook

    def compose(self) -> ComposeResult:
        """The page."""
        with Vertical(classes="dialog tall"):
            yield Label(Content(_("Keys")), classes="dialog-title")
            with VerticalScroll() as scroll:
                scroll.can_focus = True
                yield Static(self._page(), markup=False)
            yield Label(Content(_("Esc close   ↑↓ scroll")), classes="dialog-hint")

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one(VerticalScroll).focus()

    def _page(self) -> Content:
        parts: list[str | tuple[str, str]] = []
        shown_here = (*self._room, *PROGRAM)
        for group in dict.fromkeys(command.group for command in shown_here):
            parts.append((f"{group}\n", "bold $text-primary"))
            for command in shown_here:
                if command.group == group:
                    shown = signs(self._keys.get(command.id, command.keys))
                    parts += [(f"  {shown:<14}", "bold"), f" {command.label}\n"]
            parts.append("\n")
        if self._room is not CODING:
            return Content.assemble(*parts)
        parts.append((_("The codes' own keys") + "\n", "bold $text-primary"))
        for code in self._codebook.codes:
            if code.key:
                path = clean_line(self._codebook.path(code.id))
                parts += [(f"  {code.key:<14}", "bold"), f" {path}\n"]
        parts.append("\n")
        parts.append((_("Mouse") + "\n", "bold $text-primary"))
        for line in (
            _("Drag selects; a double click takes the sentence, a triple click the turn."),
            _("Click a stripe to see its coding, a code to see its card, and again to use it."),
        ):
            parts.append(f"  {line}\n")
        return Content.assemble(*parts)

    def action_leave(self) -> None:
        """Close the page."""
        self.dismiss()
