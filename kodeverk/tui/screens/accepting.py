"""Deciding on suggestions: the keys of the coding room that accept, reject and look for them."""

from collections.abc import Callable

from kodeverk.i18n import _
from kodeverk.model import Coding, Suggestion
from kodeverk.tui.screens.deciding import Deciding


class Accepting(Deciding):
    """The part of the coding room that answers what the engine proposes."""

    def _suggestion(self) -> Suggestion | None:
        on = self.on_sentence
        if isinstance(on.marked, Suggestion):
            return on.marked
        if on.suggestions:
            return on.suggestions[0]
        self.tell(_("There is no suggestion here."))
        return None

    def action_recode(self) -> None:
        """Accept the suggestion with another code; give a coding another code."""
        marked = self.on_sentence.marked
        if not isinstance(marked, Suggestion):
            super().action_recode()
            return
        self._pick(
            _("Which code instead?"),
            lambda code: self._decided(
                lambda: self.project.accept(marked, code=code), self.code_name(code)
            ),
            keys=True,
        )

    def action_accept(self) -> None:
        """Make a coding of the suggestion."""
        if suggestion := self._suggestion():
            self._decided(lambda: self.project.accept(suggestion), self.code_name(suggestion.code))

    def _decided(self, act: Callable[[], Coding], name: str) -> None:
        coding = self.change(act, _("✓ accepted: {code}").format(code=name))
        if coding is not None:
            self._last_code = coding.code
            self._mark(coding)

    def action_reject(self) -> None:
        """Turn the suggestion down."""
        if suggestion := self._suggestion():
            name = self.code_name(suggestion.code)
            self.change(
                lambda: self.project.reject(suggestion), _("Rejected: {code}").format(code=name)
            )

    def action_next_suggestion(self) -> None:
        """Go to the next suggestion."""
        self._step_suggestion(1)

    def action_previous_suggestion(self) -> None:
        """Go to the previous suggestion."""
        self._step_suggestion(-1)

    def _step_suggestion(self, step: int) -> None:
        here = self.view.sentence
        ahead = [
            s
            for s in sorted(self._suggestions, key=lambda s: (s.span, -s.score))
            if (s.span.start > here.start if step > 0 else s.span.start < here.start)
        ]
        if ahead:
            self._go_to(ahead[0] if step > 0 else ahead[-1])
        elif self._awaited:
            self.tell(_("The suggestions are still being made. Try again in a moment."))
        else:
            self.tell(_("There are no more suggestions that way."))
