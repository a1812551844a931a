"""The room of names: who is who in all the files that are about to be imported."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static

from kodeverk.corpus.naming import Naming, Said, settled
from kodeverk.corpus.roster import Entry, roster
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.text import clean_line
from kodeverk.tui import namerows
from kodeverk.tui.commands import NAMES, Command, bindings
from kodeverk.tui.incoming import Incoming, role_after
from kodeverk.tui.screens.ask import AskScreen
from kodeverk.tui.screens.path import PathScreen
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.lists import Row, TickList

_FEW = 3  # names in a question
Key = tuple[str, tuple[int, ...]]


class NamesScreen(Room):
    """What is said here is said of every file that has the name; nothing is written to the disk.

    ``here`` is the file that can be looked at alone; ``known`` are names in the study.
    """

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = NAMES
    BINDINGS: ClassVar[list[BindingType]] = bindings(NAMES)
    AUTO_FOCUS = "#names"

    def __init__(
        self,
        project: Project,
        files: Sequence[Incoming],
        here: Incoming | None,
        known: Iterable[str],
    ) -> None:
        super().__init__(project)
        self._all = tuple(files)
        self._here = here
        self._files = self._all
        self._known = tuple(known)
        self._entries: tuple[Entry, ...] = ()
        self._before: list[list[tuple[Incoming, Naming, Mapping[str, str]]]] = []

    def inside(self) -> ComposeResult:
        """The table, and all that is known of the name under the cursor."""
        with Vertical():
            yield Static("", id="names-titles", markup=False)
            yield TickList[Key]((), id="names")
            yield Static("", id="names-about", markup=False)

    def on_mount(self) -> None:
        """Show the names."""
        self._show()
        self.tell(_("␣ ticks names, “m” merges those that are ticked."))

    def on_resize(self) -> None:
        """Use the room there is."""
        self._show()

    @property
    def home(self) -> Widget:
        """The table."""
        return self._list

    @property
    def _list(self) -> TickList[Key]:
        return self.query_one("#names", TickList)

    @property
    def _entry(self) -> Entry | None:
        at = self._list.highlighted
        return self._entries[at] if at is not None and at < len(self._entries) else None

    @property
    def _chosen(self) -> list[Entry]:
        """The names that are ticked, else the one under the cursor."""
        ticked = set(self._list.ticked)
        found = [each for each in self._entries if _key(each) in ticked]
        return found or ([self._entry] if self._entry else [])

    # --- what is shown

    def _show(self, keep_ticks: bool = True) -> None:
        ticked = self._list.ticked if keep_ticks else ()
        heard = (each.heard for each in self._files)
        self._entries = roster([each for each in heard if each], self._known)
        width = max(self.size.width - 2, 0)
        shown = zip(self._entries, namerows.rows(self._entries, width), strict=True)
        self._list.put([Row(_key(entry), line) for entry, line in shown], ticked)
        if self._list.highlighted is None and self._entries:
            self._list.highlighted = 0
        self.query_one("#names-titles", Static).update(namerows.titles(width))
        self._show_about()
        files = ngettext("{n} file", "{n} files", len(self._files)).format(n=len(self._files))
        if len(self._files) == 1:
            files = clean_line(self._files[0].path.name)
        names = ngettext("{n} name", "{n} names", len(self._entries)).format(n=len(self._entries))
        self.head(_("Names"), f"{names}, {files}")

    @on(OptionList.OptionHighlighted, "#names")
    def _show_about(self) -> None:
        entry, text = self._entry, Content("")
        if entry is not None:
            files = [self._files[n] for n in entry.files]
            told = (each.as_in.get(entry.name, "") for each in files)
            as_in = ", ".join(dict.fromkeys(filter(None, told)))
            text = namerows.about(entry, [each.path.name for each in files], as_in)
        self.query_one("#names-about", Static).update(text)

    # --- what is said

    def _change(self, change: Callable[[], None], keep_ticks: bool = True) -> None:
        before = [(each, each.naming, each.as_in) for each in self._all]
        change()
        if any(each.naming != naming for each, naming, _as_in in before):
            self._before.append(before)
        self._show(keep_ticks)

    def _say(self, entries: Iterable[Entry], said: Said) -> None:
        for entry in entries:
            for n in entry.files:
                self._files[n].say([entry.name], said)

    def action_names_rename(self) -> None:
        """Ask what the one under the cursor is to be called."""
        entry = self._entry
        if entry is None:
            return
        title = _("What is “{name}” to be called?").format(name=clean_line(entry.name))
        self._ask_name(title, entry.becomes or entry.name, [entry])

    def action_names_merge(self) -> None:
        """Ask what those who are ticked are called: they are one."""
        chosen = self._chosen
        if len(chosen) < 2:
            self.tell(_("Tick the names that are one person's with ␣ first, two at least."))
            return
        names = [each.suggested or each.becomes or each.name for each in chosen]
        self._ask_name(_("What is that person called?"), max(names, key=len), chosen)

    def _ask_name(self, title: str, name: str, entries: Sequence[Entry]) -> None:
        def take(answer: str | None) -> None:
            if answer:
                said = Said(answer)
                self._change(lambda: self._say(entries, said), keep_ticks=len(entries) == 1)

        self.app.push_screen(AskScreen(title, name), take)

    def action_names_suggested(self) -> None:
        """Merge the name under the cursor with those it is likely another name for."""
        entry = self._entry
        wanted = (entry.suggested or entry.becomes) if entry else ""
        same = [each for each in self._entries if wanted and each.suggested == wanted]
        if same:
            self._change(lambda: self._say(same, Said(wanted)))
        else:
            self.tell(_("Nothing is suggested for this name."))

    def action_names_all(self) -> None:
        """Merge all that are likely the same."""
        likely = [each for each in self._entries if each.suggested]

        def merge() -> None:
            for each in likely:
                self._say([each], Said(each.suggested))

        self._change(merge)
        count = len(likely)
        text = ngettext(
            "{n} name merged; “u” takes it back.", "{n} names merged; “u” takes it back.", count
        )
        self.tell(text.format(n=count) if count else _("Nothing is suggested."))

    def action_names_role(self) -> None:
        """Give those chosen the next role."""
        chosen = self._chosen
        role = role_after(namerows.shared(each.role for each in chosen))
        self._change(lambda: self._say(chosen, Said(role=role)))

    def action_names_attributes(self) -> None:
        """Ask for the attributes of those chosen."""
        chosen = self._chosen
        if not chosen:
            return
        common = dict(chosen[0].attributes.items())
        for each in chosen:
            common = {k: v for k, v in common.items() if each.attributes.get(k) == v}

        def take(answer: str | None) -> None:
            found = namerows.pairs(answer) if answer else None
            if found:
                said = Said(attributes=found)
                self._change(lambda: self._say(chosen, said))
            elif answer:
                self.tell(_("Write attributes as unit=library, place=Mysen."))

        who = ", ".join(clean_line(each.name) for each in chosen[:_FEW])
        who += " …" if len(chosen) > _FEW else ""
        hint = _("unit=library, place=Mysen; “unit=” takes it away   ⏎ done   Esc cancel")
        title = _("Attributes of {names}").format(names=who)
        self.app.push_screen(AskScreen(title, namerows.written(common), hint), take)

    def action_names_table(self) -> None:
        """Ask for a table, and say what it says."""
        title = _("A table of names (.csv): name, as, role, file, attributes")
        self.app.push_screen(PathScreen(title, (".csv", ".tsv", ".txt")), self._take_table)

    def _take_table(self, path: Path | None) -> None:
        if path is None:
            return
        from kodeverk.corpus import namelist

        try:
            rows = namelist.read(path)
        except KodeverkError as error:
            self.fail(error)
            return

        def say() -> None:
            for each in self._files:
                if each.draft is not None:
                    said = settled(namelist.said(rows, each.path), each.draft)
                    each.naming = said.over(each.naming)

        self._change(say)
        heard = {each.name for each in self._entries}
        count = sum(1 for row in rows if row.name in heard)
        text = ngettext(
            "{n} of the {all} names in the table is in the files.",
            "{n} of the {all} names in the table are in the files.",
            count,
        )
        self.tell(text.format(n=count, all=len(rows)))

    def action_names_reset(self) -> None:
        """Leave those chosen as they are in the files."""
        chosen = self._chosen

        def leave() -> None:
            for entry in chosen:
                for n in entry.files:
                    self._files[n].unsay([entry.name])

        self._change(leave)

    def action_names_undo(self) -> None:
        """Take the last choice back."""
        if not self._before:
            self.tell(_("There is nothing to take back."))
            return
        for each, naming, as_in in self._before.pop():
            each.naming, each.as_in = naming, as_in
        self._show()
        self.tell(_("Taken back."))

    def action_names_here(self) -> None:
        """Look at one file alone, or at all."""
        if self._here is None or len(self._all) == 1:
            self.tell(_("There is only one file."))
            return
        alone = len(self._files) > 1
        self._files = (self._here,) if alone else self._all
        self._show(keep_ticks=False)


def _key(entry: Entry) -> Key:
    return entry.name, entry.files
