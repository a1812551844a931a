"""What the coder has read and been shown in the coding room: written down now and then."""

from collections import defaultdict
from collections.abc import Iterable

from textual.timer import Timer

from kodeverk.errors import KodeverkError
from kodeverk.model import Coding, Span, Suggestion
from kodeverk.project import Project
from kodeverk.tui.screens.newcode import NewCode

REST_SECONDS = 0.5  # as long as it takes to see what is suggested


class Reading(NewCode):
    """The part of the coding room that knows what has been before the coder's eyes."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._seen: set[Span] = set()
        self._resting: Timer | None = None
        self._made: tuple[Suggestion, ...] = ()  # all open suggestions, those held back too

    def _show_suggestions(
        self, suggestions: Iterable[Suggestion], codings: Iterable[Coding]
    ) -> None:
        """Show the suggestions that are not decided on by ``codings`` or by a rejection."""
        decided: dict[str, list[Span]] = defaultdict(list)
        for coding in codings:
            decided[coding.code].append(coding.span)
        for rejection in self.project.rejections(self.transcript_id):
            decided[rejection.code].append(rejection.span)
        made = tuple(suggestions)
        open_ = tuple(
            one
            for one in made
            if one.code not in decided
            or not any(span.overlaps(one.span) for span in decided[one.code])
        )
        self._made = open_ if len(open_) < len(made) else made  # the same, mostly: known below
        self._shown.share = self.project.settings.blind
        machine = self._shown.visible(self._made, self._codings)
        proposed = self._read_comments()
        visible = (*proposed, *machine) if proposed else machine
        if visible != self._suggestions:
            self._suggestions = visible
            self.view.set_suggestions(visible)

    def rest_soon(self) -> None:
        """Note what is before the coder's eyes if they stay a while: who skims sees nothing."""
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(REST_SECONDS, self._rest)

    def _rest(self) -> None:
        self._resting = None
        if self.look():
            self._show_suggestions(self._made, ())
            self.later()

    def look(self) -> bool:
        """Note what is before the coder's eyes now; tell if what was held back may show."""
        here = self.view.target
        return self._shown.rest(here, self._machine(here))

    def keep_read(self, *, leave: bool = False) -> None:
        """Write down what has been read since the last time, and show it; ``leave`` the place."""
        if self._write_read(leave=leave):
            self.view.set_read(self.project.read_spans(self.transcript_id))
            self.later()

    def _write_read(self, *, leave: bool = False) -> bool:
        if leave:
            self._shown.leave()
            if self._resting is not None:
                self._resting.stop()
                self._resting = None
        shown = self._shown.take()
        if not (self._seen or shown) or not self.transcript_id:
            return False
        seen, self._seen = self._seen, set()
        try:
            self.project.mark_read(self.transcript_id, sorted(seen), shown)
        except KodeverkError as error:
            self._seen |= seen
            self._shown.give_back(shown)
            self.fail(error)
            return False
        return bool(seen)
