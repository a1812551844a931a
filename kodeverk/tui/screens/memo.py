"""Write memos: on a coding, a code, the transcript or the whole study."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static, Tab, Tabs, TextArea

from kodeverk.i18n import _
from kodeverk.model import Target
from kodeverk.project import Project
from kodeverk.text import clean, clean_line

Texts = dict[Target, str]


class MemoScreen(ModalScreen[Texts | None]):
    """A text per target; closing gives the texts that were changed. ctrl+d throws them away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "save", _("Save"), show=False, id="memo.save", priority=True),
        Binding("ctrl+d", "drop", _("Drop"), show=False, id="memo.drop", priority=True),
        Binding("ctrl+t", "other", _("Other"), show=False, id="memo.other", priority=True),
    ]

    def __init__(self, project: Project, targets: Sequence[tuple[Target, str]]) -> None:
        super().__init__()
        self._project = project
        self._targets = list(targets)
        self._texts: Texts = {}
        self._now = 0

    def compose(self) -> ComposeResult:
        """Tabs for the targets, the text, and what others wrote."""
        with Vertical(classes="dialog"):
            yield Label(Content(_("Memo")), classes="dialog-title")
            yield Tabs(
                *(
                    Tab(Content(clean_line(name)), id=f"t{n}")
                    for n, (_target, name) in enumerate(self._targets)
                )
            )
            yield TextArea(self._saved(0), tab_behavior="focus", compact=True)
            with VerticalScroll(id="others-scroll"):
                yield Static("", id="others", markup=False)
            yield Label(
                Content(_("Esc save   ctrl+t another target   ctrl+d throw away")),
                classes="dialog-hint",
            )

    def on_mount(self) -> None:
        """Begin in the text."""
        self.query_one(TextArea).focus()
        self._show_others()

    def _saved(self, n: int) -> str:
        target = self._targets[n][0]
        if target in self._texts:
            return self._texts[target]
        memo = self._project.memo(target)
        return memo.text if memo else ""

    def _keep(self) -> None:
        target = self._targets[self._now][0]
        text = self.query_one(TextArea).text
        if text != self._saved(self._now):
            self._texts[target] = text

    def _show_others(self) -> None:
        target = self._targets[self._now][0]
        own = self._project.coder.name
        rows = [
            f"{memo.coder}: {clean(memo.text)}"
            for memo in self._project.memos(target)
            if memo.coder != own
        ]
        self.query_one("#others", Static).update(Content("\n".join(rows)))
        self.query_one("#others-scroll").display = bool(rows)

    @on(Tabs.TabActivated)
    def switch(self, event: Tabs.TabActivated) -> None:
        """Show the text of another target."""
        number = int((event.tab.id or "t0")[1:])
        if number != self._now:
            self._keep()
            self._now = number
            self.query_one(TextArea).load_text(self._saved(number))
            self._show_others()

    def action_other(self) -> None:
        """Go to the next target."""
        self.query_one(Tabs).action_next_tab()

    def action_save(self) -> None:
        """Close and save."""
        self._keep()
        self.dismiss(self._texts)

    def action_drop(self) -> None:
        """Close and save nothing."""
        self.dismiss(None)
