"""The codebook room: the tree of codes, the card of one, the rules, and what is wrong."""

from collections import Counter
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from kodeverk import codebook as books
from kodeverk.errors import KodeverkError, SaveError
from kodeverk.i18n import _, ngettext
from kodeverk.model import Code, Target, TargetKind
from kodeverk.project import Project
from kodeverk.text import clean, clean_line
from kodeverk.tui.commands import CODEBOOK, Command, bindings
from kodeverk.tui.screens.cueing import CueProposing
from kodeverk.tui.screens.watching import Watching
from kodeverk.tui.widgets.codeform import CodeForm
from kodeverk.tui.widgets.codes import CodeTree, colors
from kodeverk.tui.widgets.proposed import LOW


class CodebookScreen(CueProposing, Watching):
    """Tree and card. What is written in the card is saved when the field is left."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = CODEBOOK
    BINDINGS: ClassVar[list[BindingType]] = bindings(CODEBOOK)
    AUTO_FOCUS = "#codes"

    class Counted(Message):
        """A worker has counted the codings of the study by code."""

        def __init__(self, counts: Counter[str]) -> None:
            super().__init__()
            self.counts = counts

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self.form = CodeForm(id="form")  # kept: it is asked what was written when all is closed
        self._counts: Counter[str] = Counter()

    def inside(self) -> ComposeResult:
        """Tree; problems, card, proposed cues and rules."""
        yield CodeTree(id="codes")
        with Vertical(id="card-side"):
            with VerticalScroll(id="book-problems"):
                yield Static("", id="book-problems-text", markup=False)
            yield self.form
            yield self.proposals()
            with VerticalScroll(id="rules-scroll"):
                yield Static("", id="rules", markup=False)

    def on_mount(self) -> None:
        """Show the codebook; the counts follow."""
        self._dress()
        codes = self.project.codebook.codes
        if codes:
            self.mark(codes[0].id)
        else:
            self.show_card()
        self.count()
        self.watch_disk()

    @property
    def home(self) -> CodeTree:
        """The tree."""
        return self.query_one(CodeTree)

    # --- what is shown

    def _dress(self) -> None:
        """Show the codebook as it is now, with its rules and what is wrong with its file."""
        book = self.project.codebook
        self.home.show(book, books.letters(book), colors(book))
        self.home.set_counts(self._counts)
        wrong = [p for p in self.project.problems if p.file == self.project.settings.codebook]
        self.query_one("#book-problems").display = bool(wrong)
        parts: list[str | tuple[str, str]] = []
        for problem in wrong:
            where = f"{problem.file}:{problem.line}" if problem.line else problem.file
            parts += [("⚠ ", "bold $text-warning"), (clean_line(where), "bold")]
            parts += [
                f" {clean_line(problem.message)} ",
                (clean_line(problem.cure), "italic"),
                "\n",
            ]
        self.query_one("#book-problems-text", Static).update(Content.assemble(*parts).rstrip())
        rules: list[str | tuple[str, str]] = [(_("Coding rules"), "bold $text-primary")]
        for rule in book.rules:
            rules += [(f"\n{clean_line(rule.id)} ", "bold"), clean(rule.text).strip()]
        self.query_one("#rules", Static).update(Content.assemble(*rules))
        codes = ngettext("{n} code", "{n} codes", len(book.codes)).format(n=len(book.codes))
        version = _("version {version}").format(version=book.version) if book.version else ""
        about = " · ".join(part for part in (codes, version, book.title) if part)
        self.head(_("Codebook"), about)

    def mark(self, code_id: str) -> None:
        """Put the cursor on a code and show its card."""
        if self.home.last_line >= 0:  # the lines of a tree are made when they are asked for
            self.home.mark(code_id)
        self.show_card()

    @property
    def code(self) -> Code | None:
        """The code that the card shows."""
        return self.project.codebook.get(self.form.code) if self.form.code else None

    def show_card(self) -> None:
        """Show the card of the code under the cursor."""
        book = self.project.codebook
        code = book.get(self.home.marked) if self.home.marked else None
        about = Content("")
        if code is not None:
            count = self._counts[code.id]
            facts = [ngettext("{n} coding", "{n} codings", count).format(n=count)]
            memos = len(self.project.memos(Target(TargetKind.CODE, code.id)))
            if memos:
                facts.append(ngettext("{n} memo", "{n} memos", memos).format(n=memos))
            if code.replaces:
                merged = ", ".join(clean_line(old) for old in code.replaces)
                facts.append(_("merged into it: {codes}").format(codes=merged))
            path = clean_line(book.path(code.id))
            about = Content.assemble(
                (path, "bold"), f"\n{clean_line(code.id)}", (f"  {'  '.join(facts)}", "dim")
            )
        self.form.show(book, code.id if code else "", about)
        self.seek_cues()

    @on(CodeTree.Marked)
    def follow(self) -> None:
        """Save what was written, and show the card of the code under the cursor."""
        if self.home.marked == self.form.code:
            return
        if self.save_card():
            self.show_card()
        else:
            self.home.mark(self.form.code)

    def count(self) -> None:
        """Count the codings by code anew, in a worker."""
        self._count_all()

    @work(thread=True, exclusive=True, group="count", exit_on_error=False)
    def _count_all(self) -> None:
        self.post_message(self.Counted(Counter(c.code for c in self.project.codings())))

    @on(Counted)
    def take_counts(self, event: "CodebookScreen.Counted") -> None:
        """Show how often each code is used."""
        self._counts = event.counts
        self.home.set_counts(self._counts)
        if not self.form.has_focus_within:
            self.show_card()

    @property
    def busy(self) -> bool:
        """True while somebody writes in the card."""
        return self.form.has_focus_within

    def take_in(self) -> None:
        """Take in what another program has written."""
        book = self.project.codebook
        self.project.refresh()
        if self.project.codebook is not book:
            self.sync(self.form.code)
            self.tell(_("The codebook was changed by another program; this is how it is now."))
        self.count()

    def room_for(self, proposals: bool) -> None:
        """Show the rules, unless the screen is low and cues are proposed."""
        low = self.size.height < LOW
        rules = bool(self.project.codebook.rules) and not (low and proposals)
        self.query_one("#rules-scroll").display = rules

    # --- changing

    def sync(self, marked: str) -> None:
        """Show what the project holds now, with the cursor on ``marked`` or beside where it was."""
        line = self.home.cursor_line
        self._dress()
        book = self.project.codebook
        code = book.get(marked)
        if code is None and book.codes:
            last = self.home.last_line
            node = self.home.get_node_at_line(max(0, min(line, last)))
            code = book.get(node.data or "") if node else None
        self.mark(code.id if code else "")

    def save_card(self) -> bool:
        """Save what was written in the card; False if the disk did not take it."""
        written, code = self.form.take(), self.form.code
        if not written:
            return True
        for name, value in written.items():
            fields = {name: value}
            try:
                self.project.edit_codebook(books.plan_edit(self.project.codebook, code, **fields))
            except SaveError as error:
                self.form.put_back()
                self.fail(error)
                return False
            except KodeverkError as error:
                self.fail(error)
        marked = self.home.marked
        self.sync(code)
        if marked not in ("", code):
            self.mark(marked)
        return True

    @on(CodeForm.Left)
    def written(self) -> None:
        """Save what was written."""
        self.save_card()

    @on(CodeForm.Recolored)
    def recolor(self, event: CodeForm.Recolored) -> None:
        """Give the code another colour."""
        code, color = self.form.code, event.color
        if code:
            self.save_card()
            self.change(lambda book: books.plan_edit(book, code, color=color))

    @on(CodeTree.Chosen)
    def action_code_edit(self) -> None:
        """Write in the card."""
        if self.code:
            self.form.focus_on("name")

    def action_code_color(self) -> None:
        """Choose a colour."""
        if self.code:
            self.form.focus_on("color")
            self.tell(_("A number or the arrows go to a colour, ⏎ takes it."))

    def action_code_key(self) -> None:
        """Give the code a key."""
        if self.code:
            self.form.focus_on("key")

    def action_leave(self) -> None:
        """Go from the card to the tree, and from there back."""
        if self.save_card():
            super().action_leave()

    def on_unmount(self) -> None:
        """Save what was written last."""
        written, code = self.form.take(), self.form.code
        for name, value in written.items():
            fields = {name: value}
            self.project.edit_codebook(books.plan_edit(self.project.codebook, code, **fields))
