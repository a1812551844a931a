"""The columns of a survey: tick those with answers, and say what the others are."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from kodeverk.corpus.draft import Column
from kodeverk.corpus.importers.columns import use_of
from kodeverk.corpus.importers.reading import Choice
from kodeverk.i18n import _, ngettext
from kodeverk.text import clean_line
from kodeverk.tui.incoming import Incoming
from kodeverk.tui.screens.collecting import Collecting


def choose_columns(room: Collecting, incoming: Incoming | None) -> None:
    """Ask which columns of the survey ``incoming`` are answers, and have it read so."""
    draft = incoming.draft if incoming else None
    if incoming is None or draft is None or not draft.columns or incoming.imported:
        room.tell(_("Go to a survey in the list first: only it has columns to choose."))
        return

    def chosen(choice: Choice | None) -> None:
        if choice is not None:
            incoming.choice = choice
            room.read_anew([incoming])

    name = clean_line(incoming.path.name)
    room.app.push_screen(ColumnsScreen(name, draft.columns, incoming.choice.sheet), chosen)


class ColumnsScreen(ModalScreen[Choice | None]):
    """Space ticks a column with answers, ⏎ takes what is shown, Esc leaves it as it was."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", _("Cancel"), show=False, id="columns.leave"),
        Binding("space", "use('answer')", _("Answers"), show=False, id="columns.answers"),
        Binding("n", "use('respondent')", _("Names"), show=False, id="columns.names"),
        Binding("a", "use('attribute')", _("Attribute"), show=False, id="columns.attribute"),
    ]

    def __init__(self, file: str, columns: Sequence[Column], sheet: str = "") -> None:
        super().__init__()
        self._file, self._sheet = file, sheet
        self._columns = [column for column in columns if column.answers]
        self._uses = [column.use for column in self._columns]

    def compose(self) -> ComposeResult:
        """The columns, each with what it is, and the keys."""
        with Vertical(classes="dialog"):
            title = _("Columns of “{file}”").format(file=self._file)
            yield Label(Content(title), classes="dialog-title")
            yield OptionList(*self._rows(), compact=True)
            hint = _("␣ answers   n names   a attribute   ⏎ done   Esc cancel")
            yield Label(Content(hint), classes="dialog-hint")

    def on_mount(self) -> None:
        """Begin with the first column that is ticked."""
        self._list.highlighted = self._uses.index("answer")

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _rows(self) -> list[Option]:
        words = {
            "answer": _("answers"),
            "respondent": _("names"),
            "attribute": _("attribute"),
            "": "",
        }
        wide = max(map(len, words.values()))
        rows = []
        for column, use in zip(self._columns, self._uses, strict=True):
            box = "[x]" if use == "answer" else "[ ]"
            count = ngettext("{n} cell", "{n} cells", column.answers).format(n=column.answers)
            left = "" if use or column.use else f"{use_of(column)}  "
            rows.append(
                Option(
                    Content.assemble(
                        (f"{box} {words[use]:<{wide}}  ", "bold"),
                        f"{column.letter}  {clean_line(column.name)}",
                        (f"  {left}{count}", "dim"),
                    )
                )
            )
        return rows

    def action_use(self, use: str) -> None:
        """Let the column under the cursor be that, or nothing if it is that already."""
        at = self._list.highlighted
        if at is None:
            return
        if use == "respondent":  # only one column has the names
            self._uses = ["" if each == use and n != at else each for n, each in self._each()]
        self._uses[at] = "" if self._uses[at] == use else use
        for n, row in enumerate(self._rows()):
            self._list.replace_option_prompt_at_index(n, row.prompt)

    def _each(self) -> list[tuple[int, str]]:
        return list(enumerate(self._uses))

    @on(OptionList.OptionSelected)
    def take(self, event: OptionList.OptionSelected) -> None:
        """Take what is shown; without answers there is nothing to read."""
        event.stop()
        named = {
            use: tuple(c.name for c, u in zip(self._columns, self._uses, strict=True) if u == use)
            for use in ("answer", "respondent", "attribute", "")
        }
        if not named["answer"]:
            self.app.bell()
            self.query_one(".dialog-hint", Label).update(
                Content(_("Tick at least one column with answers."))
            )
            return
        self.dismiss(
            Choice(
                named["answer"],
                next(iter(named["respondent"]), ""),
                named["attribute"],
                named[""],
                self._sheet,
            )
        )

    def action_leave(self) -> None:
        """Change nothing."""
        self.dismiss(None)
