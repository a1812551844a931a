"""What changes the codebook: adding, naming, moving, merging and removing codes, undo and memos."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Code, Codebook, Target, TargetKind
from kodeverk.text import clean_line
from kodeverk.tui.screens.ask import AskScreen, ConfirmScreen
from kodeverk.tui.screens.pick import Choice, PickScreen
from kodeverk.tui.screens.room import Room
from kodeverk.tui.widgets.codes import colors

if TYPE_CHECKING:
    from kodeverk.codebook import CodeChange

    Plan = Callable[[Codebook], Sequence[CodeChange]]

_TOP = ""  # stands for “no code above” in the list of places


class CarefulScreen(ConfirmScreen):
    """A question where ⏎ alone changes nothing."""

    AUTO_FOCUS = "#no"


class BookEditing(Room):
    """Every change is planned on the codebook as it is, written at once, and can be undone."""

    @property
    def code(self) -> Code | None:
        """The code that the card shows."""
        raise NotImplementedError

    def sync(self, marked: str) -> None:
        """Show what the project holds now, with the cursor on the code ``marked``."""
        raise NotImplementedError

    def mark(self, code_id: str) -> None:
        """Put the cursor on a code and show its card."""
        raise NotImplementedError

    def show_card(self) -> None:
        """Show the card of the code under the cursor."""
        raise NotImplementedError

    def save_card(self) -> bool:
        """Save what was written in the card; False if the disk did not take it."""
        raise NotImplementedError

    def count(self) -> None:
        """Count the codings by code anew."""
        raise NotImplementedError

    @property
    def _here(self) -> str:
        return self.code.id if self.code else ""

    def change(self, plan: "Plan", marked: str = "") -> bool:
        """Carry out what ``plan`` says, and mark a code; False if it could not be saved."""
        try:
            self.project.edit_codebook(tuple(plan(self.project.codebook)))
        except KodeverkError as error:
            self.fail(error)
            return False
        self.tell("")  # what was said of the change before this one
        self.sync(marked or self._here)
        return True

    def _start(self) -> Code | None:
        """Save the card, and return the code that a command is about."""
        self.save_card()
        code = self.code
        if code is None:
            self.tell(_("There is no code to do that with."))
        return code

    def action_code_beside(self) -> None:
        """Add a code after this one, under the same code."""
        self.save_card()
        code = self.code
        if code is None:
            self._add(None, None, _("New code"))
        else:
            place = _place(self.project.codebook, code)
            self._add(code.parent, place + 1, _("New code"))

    def action_code_below(self) -> None:
        """Add a code below this one."""
        if code := self._start():
            title = _("New code below “{name}”").format(name=clean_line(code.name))
            self._add(code.id, None, title)

    def _add(self, parent: str | None, index: int | None, title: str) -> None:
        def named(name: str | None) -> None:
            if name:
                book = self.project.codebook
                new_id = books.new_id(book, name)
                above = book.get(parent) if parent else None
                color = "" if above and colors(book)[above.id] else books.fresh_color(book)
                code = Code(new_id, name, color=color, parent=parent)
                self.change(lambda book: books.plan_add(book, code, index), new_id)

        self.app.push_screen(AskScreen(title), named)

    def action_code_rename(self) -> None:
        """Give the code another name; its id stays."""
        if code := self._start():
            self.app.push_screen(
                AskScreen(_("New name"), code.name),
                lambda name: self._rename(code.id, name),
            )

    def _rename(self, code: str, name: str | None) -> None:
        if name:
            self.change(lambda book: books.plan_edit(book, code, name=name))

    # --- the place in the tree

    def _move(self, code: Code, parent: str | None, index: int) -> None:
        self.change(lambda book: books.plan_move(book, code.id, parent, index), code.id)

    def action_code_up(self) -> None:
        """Move the code up among its siblings."""
        if (code := self._start()) and (place := _place(self.project.codebook, code)) > 0:
            self._move(code, code.parent, place - 1)

    def action_code_down(self) -> None:
        """Move the code down among its siblings."""
        if code := self._start():
            self._move(code, code.parent, _place(self.project.codebook, code) + 1)

    def action_code_out(self) -> None:
        """Move the code out, to right after the code above it."""
        book = self.project.codebook
        if (code := self._start()) and code.parent and (above := book.get(code.parent)):
            self._move(code, above.parent, _place(book, above) + 1)

    def action_code_in(self) -> None:
        """Move the code in, last below its sibling before it."""
        book = self.project.codebook
        if (code := self._start()) and (place := _place(book, code)) > 0:
            before = book.children(code.parent)[place - 1]
            self._move(code, before.id, len(book.children(before.id)))

    def action_code_move(self) -> None:
        """Choose which code this one is to be below."""
        if (code := self._start()) is None:
            return
        book = self.project.codebook
        below = {code.id, *(each.id for each in book.descendants(code.id))}
        top = _("(at the top)")
        choices = [Choice(_TOP, Content.styled(top, "italic"), (top,))]
        choices += _choices(book, (each for each in book.codes if each.id not in below))

        def chosen(parent: str | None) -> None:
            if parent is not None:
                self._move(
                    code, parent or None, len(self.project.codebook.children(parent or None))
                )

        title = _("Move “{name}” to below which code?").format(name=clean_line(code.name))
        self.app.push_screen(PickScreen(title, choices), chosen)

    # --- merging and removing

    def action_code_merge(self) -> None:
        """Choose a code that takes over the codings of this one."""
        if (code := self._start()) is None:
            return
        book = self.project.codebook
        below = {code.id, *(each.id for each in book.descendants(code.id))}
        others = [c for c in book.codes if c.id not in below and (c.codable or not code.codable)]

        def chosen(into: str | None) -> None:
            if into:
                self._confirm_merge(code, into)

        title = _("Merge “{name}” into which code?").format(name=clean_line(code.name))
        self.app.push_screen(PickScreen(title, _choices(book, others)), chosen)

    def _confirm_merge(self, code: Code, into: str) -> None:
        book = self.project.codebook
        other = book.get(into)
        if other is None:
            return
        count, below = len(self.project.codings(code=code.id)), len(book.children(code.id))
        lines = [
            ngettext(
                "“{name}” has {n} coding; it will count as “{other}”.",
                "“{name}” has {n} codings; they will count as “{other}”.",
                count,
            ).format(name=clean_line(code.name), n=count, other=clean_line(other.name))
        ]
        if below:
            lines.append(
                ngettext(
                    "{n} code below it comes along.", "{n} codes below it come along.", below
                ).format(n=below)
            )
        lines.append(_("It can be undone."))

        def answered(yes: bool | None) -> None:
            if yes and self.change(lambda book: books.plan_merge(book, code.id, into), into):
                self.count()

        self.app.push_screen(ConfirmScreen("\n".join(lines), _("Merge"), _("Cancel")), answered)

    def action_code_remove(self) -> None:
        """Remove the code; ask first if codings would be left without a code."""
        if (code := self._start()) is None:
            return
        try:
            books.plan_remove(self.project.codebook, code.id)
        except KodeverkError as error:
            self.fail(error)
            return
        count = len(self.project.codings(code=code.id))

        def answered(yes: bool | None) -> None:
            if yes:
                self.change(lambda book: books.plan_remove(book, code.id))
                self.tell(_("“{name}” was removed.").format(name=clean_line(code.name)))

        if not count:
            answered(True)
            return
        question = ngettext(
            "{n} coding with “{name}” would be without a code.\n"
            "Merge it into another code instead, and the coding is kept.",
            "{n} codings with “{name}” would be without a code.\n"
            "Merge it into another code instead, and the codings are kept.",
            count,
        ).format(n=count, name=clean_line(code.name))
        self.app.push_screen(
            CarefulScreen(question, _("Remove all the same"), _("Keep the code")), answered
        )

    def action_code_find(self) -> None:
        """Find a code by a few letters."""
        self.save_card()
        book = self.project.codebook

        def chosen(code: str | None) -> None:
            if code:
                self.mark(code)

        self.app.push_screen(PickScreen(_("Which code?"), _choices(book, book.codes)), chosen)

    def action_memo(self) -> None:
        """Write a memo on the code."""
        from kodeverk.tui.screens.memo import MemoScreen

        if (code := self._start()) is None:
            return

        def written(texts: dict[Target, str] | None) -> None:
            try:
                for target, text in (texts or {}).items():
                    self.project.set_memo(target, text)
            except KodeverkError as error:
                self.fail(error)
            self.show_card()

        targets = [(Target(TargetKind.CODE, code.id), clean_line(code.name))]
        self.app.push_screen(MemoScreen(self.project, targets), written)

    def action_undo(self) -> None:
        """Undo the last action, if it changed the codebook: another is not to be seen here."""
        self._turn_back(redo=False)

    def action_redo(self) -> None:
        """Redo what was undone last, if it changed the codebook."""
        self._turn_back(redo=True)

    def _turn_back(self, *, redo: bool) -> None:
        self.save_card()
        before = {code.id for code in self.project.codebook.codes}
        try:
            coming = self.project.next_back(redo=redo)
            if coming is None:
                nothing = _("There is nothing to redo.") if redo else _("There is nothing to undo.")
                self.tell(nothing)
                return
            if not coming[1]:
                elsewhere = _("Undo this in the coding room: {what}")
                if redo:
                    elsewhere = _("Redo this in the coding room: {what}")
                self.tell(elsewhere.format(what=coming[0]))
                return
            what = self.project.redo() if redo else self.project.undo()
        except KodeverkError as error:
            self.fail(error)
            return
        back = [code.id for code in self.project.codebook.codes if code.id not in before]
        self.sync(back[0] if back else self._here)
        self.count()
        said = _("Redone: {what}") if redo else _("Undone: {what}")
        self.tell(said.format(what=what))


def _place(book: Codebook, code: Code) -> int:
    """Return the code's place among its siblings."""
    return [each.id for each in book.children(code.parent)].index(code.id)


def _choices(book: Codebook, codes: Iterable[Code]) -> list[Choice[str]]:
    return [
        Choice(
            code.id,
            Content.assemble(
                (clean_line(code.name), "bold"),
                (f"  {clean_line(book.path(code.parent))}" if code.parent else "", "dim"),
            ),
            (clean_line(code.name), clean_line(book.path(code.id))),
        )
        for code in codes
    ]
