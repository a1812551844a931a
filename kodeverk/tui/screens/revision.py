"""The room of a corrected text: what became of each coding, old and new text side by side."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widgets import Static

from kodeverk.errors import KodeverkError, UsageError
from kodeverk.i18n import _, ngettext
from kodeverk.project import Project
from kodeverk.project.revising import Revision
from kodeverk.text import clean_line
from kodeverk.tui.commands import REVISION, Command, bindings
from kodeverk.tui.revising import Plan, carry_out
from kodeverk.tui.screens.anchoring import Anchoring, Beside
from kodeverk.tui.screens.ask import ConfirmScreen
from kodeverk.tui.widgets.fates import FateList


class RevisionScreen(Anchoring):
    """Nothing is written before a person carries it out; then it is one action, and one undo."""

    ROOM_COMMANDS: ClassVar[tuple[Command, ...]] = REVISION
    BINDINGS: ClassVar[list[BindingType]] = bindings(REVISION)
    AUTO_FOCUS = "#fates"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    class Planned(Message):
        """A worker has found out what would become of the codings, or why that cannot be."""

        def __init__(
            self, plan: Plan | None, error: KodeverkError | None = None, notice: str = ""
        ) -> None:
            super().__init__()
            self.plan = plan
            self.error = error
            self.notice = notice

    def __init__(
        self, project: Project, transcript_id: str, revision: Revision | None = None
    ) -> None:
        super().__init__(project, transcript_id)
        self._begin_with = revision
        self._busy = False

    def inside(self) -> ComposeResult:
        """The codings by what became of them; the text as it was and as it is."""
        with Vertical(id="fate-side"):
            yield Static("", id="fate-sum", markup=False)
            yield FateList(id="fates")
        with Container(id="fate-pair"):
            with Vertical(id="fate-old"):
                yield Static("", id="old-title", classes="fate-title", markup=False)
                yield Beside(id="old-text")
            with Vertical(id="fate-new"):
                yield Static("", id="new-title", classes="fate-title", markup=False)
                yield Beside(id="new-text")

    def on_mount(self) -> None:
        """Show what waits, or ask for the corrected file."""
        self.dress()
        self.title_line()
        self.app.theme_changed_signal.subscribe(self, lambda _theme: self.redraw())
        if self._begin_with is not None:
            self.take(self.Planned(Plan.of(self._begin_with)))
        else:
            self._look()

    def _look(self) -> None:
        """Find out what waits from earlier corrections."""
        self._wait(_("Looking for codings that wait …"))
        self._waiting()

    def _wait(self, text: str) -> None:
        self._busy = True
        self.tell(text)

    @work(thread=True, exclusive=True, group="revision", exit_on_error=False)
    def _waiting(self) -> None:
        try:
            plan = Plan.waiting(self.project, self.transcript_id)
        except KodeverkError as error:
            self.post_message(self.Planned(None, error))
        else:
            self.post_message(self.Planned(plan))

    # --- the corrected file

    def action_revise_file(self) -> None:
        """Ask for the file with the corrected text."""
        if self.unsaved:
            self.tell(_("Carry out with “w” first, or take your decisions back with “u”."))
        elif not self._busy:
            self._ask_file()

    def _ask_file(self) -> None:
        from kodeverk.tui.screens.path import PathScreen

        def chosen(path: Path | None) -> None:
            if path is not None:
                self._wait(_("Reading …"))
                self._read(path)
            elif self.plan is None:
                self.dismiss()

        title = _("The file with the corrected text of “{title}”")
        self.app.push_screen(PathScreen(title.format(title=self.transcript_title)), chosen)

    @work(thread=True, exclusive=True, group="revision", exit_on_error=False)
    def _read(self, path: Path) -> None:
        from kodeverk.corpus import correcting
        from kodeverk.corpus.importers import read_many

        project, notice = self.project, ""
        try:
            old = project.transcript(self.transcript_id)
            asking = project.settings.interviewers
            (outcome,) = read_many([path], interviewers=asking, check=project.check_source)
            if outcome.draft is None:
                raise UsageError(f"{clean_line(path.name)}: {outcome.message}")
            notice = " ".join(each.message for each in outcome.draft.notices)
            new = correcting.from_draft(old, outcome.draft)
            if new.digest == old.digest:
                raise UsageError(
                    _("The text in “{file}” is the same as in the study.").format(
                        file=clean_line(path.name)
                    ),
                    _("Choose the file with the corrections."),
                )
            source = (path, outcome.sha256, outcome.draft.importer)
            plan = Plan.of(project.revision(old.id, new), source)
        except KodeverkError as error:
            self.post_message(self.Planned(None, error))
        else:
            self.post_message(self.Planned(plan, notice=notice))

    @on(Planned)
    def take(self, event: "RevisionScreen.Planned") -> None:
        """Show what would become of the codings."""
        self._busy = False
        if event.plan is None:
            self.tell(str(event.error))
            self.app.bell()
            return
        first = self.plan is None
        self.show(event.plan)
        if event.plan.revision is None and not event.plan.cases:
            self.tell(_("Every coding stands on its words. “/” chooses a corrected file."))
            if first:
                self.plan = None
                self._ask_file()
        else:
            self.tell(event.notice or self._advice())

    def _advice(self) -> str:
        assert self.plan is not None
        left = len(self.plan.undecided)
        if left:
            return ngettext(
                "{n} coding to look at: “a” accepts, “x” drops, “n” takes the next sentence.",
                "{n} codings to look at: “a” accepts, “x” drops, “n” takes the next sentence.",
                left,
            ).format(n=left)
        return _("Every coding stands on its words. “w” puts the corrected text in place.")

    # --- the end

    def action_revise_do(self) -> None:
        """Put the corrected text in place, and the codings where a person said."""
        plan = self.plan
        if plan is None or self._busy:
            return
        if plan.revision is None and not plan.decided:
            self.tell(_("Nothing is decided yet."))
            return
        try:
            carry_out(self.project, plan)
        except KodeverkError as error:
            self.fail(error)
            return
        said = done(len(plan.undecided), corrected=plan.revision is not None)
        self.dismiss()
        self.app.call_later(self.kodeverk.coding.tell, said)

    @property
    def unsaved(self) -> bool:
        """True where a person has decided something that is not carried out."""
        return self.plan is not None and self.plan.decided > 0

    def action_leave(self) -> None:
        """Go back without a change; ask first where something was decided."""
        if self.focused not in (None, self.home) or not self.unsaved:
            super().action_leave()
            return
        assert self.plan is not None
        question = ngettext(
            "You have decided about {n} coding. Leave without carrying it out?",
            "You have decided about {n} codings. Leave without carrying it out?",
            self.plan.decided,
        ).format(n=self.plan.decided)

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss()

        self.app.push_screen(ConfirmScreen(question, _("Leave"), _("Stay")), answered)


def done(waiting: int, *, corrected: bool) -> str:
    """Return what to say of a correction that was carried out, and how many codings wait still."""
    text = _("✓ The text is corrected.") if corrected else _("✓ Carried out.")
    if waiting:
        text += " " + ngettext(
            "{n} coding waits for its place.", "{n} codings wait for their places.", waiting
        ).format(n=waiting)
    return text
