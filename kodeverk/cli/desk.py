"""What an engine says of a study, for the commands: suggestions, queue, reasons, standings."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from kodeverk.cli import lookup, shapes
from kodeverk.errors import NotFoundError
from kodeverk.i18n import _
from kodeverk.model import Standing, Suggestion

if TYPE_CHECKING:
    from kodeverk.project import Project
    from kodeverk.suggest.asking import Item, Queue, Review


class Desk:
    """The engine, having learned from all there is in the study now."""

    def __init__(self, project: "Project") -> None:
        from kodeverk.suggest import default_engine
        from kodeverk.suggest.gathering import held_back, material

        self._project = project
        self._material = material(project)
        self._held = held_back(project)
        self._engine = default_engine()
        self._engine.learn(self._material)

    def suggestions(self, transcripts: Sequence[str] = ()) -> Iterator[Suggestion]:
        """Yield the suggestions for ``transcripts`` (default: all) but those held back blind."""
        project = self._project
        for transcript in [project.transcript(n) for n in transcripts] or project.transcripts():
            for each in self._engine.suggest(transcript):
                if not self._held(transcript.id, each.span):
                    yield each

    def queue(self, question: "Review") -> "Queue":
        """Return what waits for an answer."""
        from kodeverk.suggest.review import Reviewer

        queue = Reviewer().queue(self._engine, self._material, question, self._held)
        assert queue is not None  # nobody cancels
        return queue

    def explain(self, item: "Item") -> Suggestion:
        """Return an item of the queue with its reasons."""
        transcript = self._project.transcript(item.transcript)
        return self._engine.explain(transcript, item.span, item.code)

    def found(self, words: Iterable[str]) -> list[Suggestion]:
        """Return the suggestions that ``words`` name, also what waits below the bar.

        Raises NotFoundError before anything is done.
        """
        from kodeverk.suggest.asking import Review

        words = list(words)
        names = tuple(dict.fromkeys(word.partition(":")[0] for word in words))
        there = {lookup.reference(each): each for each in self.suggestions(names)}
        for word in words:
            if word not in there:
                code = word.rpartition(":")[2]
                below = self.queue(Review(transcripts=names, codes=(code,), most=_ALL))
                for item in below.items:
                    if (name := lookup.reference(item.suggestion(""))) == word:
                        there[name] = self.explain(item)
            if word not in there:
                raise NotFoundError(
                    _("There is no suggestion “{word}” now.").format(word=word),
                    _("See: {command}").format(command="kodeverk suggest"),
                )
        return [there[word] for word in words]

    def alike(self, suggestion: Suggestion) -> list[Suggestion]:
        """Return the near-identical ones that wait for the same answer."""
        from kodeverk.suggest.asking import Review

        queue = self.queue(Review(codes=(suggestion.code,), most=_ALL))
        place = suggestion.transcript, suggestion.span, suggestion.code
        for group in queue.groups:
            if any(item.place == place for item in group):
                return [item.suggestion(queue.engine) for item in group if item.place != place]
        return []

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """How each code stands."""
        return {each.code: each for each in self._engine.standings()}

    def shape(self, suggestion: Suggestion) -> dict[str, Any]:
        """Return a suggestion as a plain value, with all that explains it."""
        from kodeverk.suggest.gathering import earlier

        quote = self._project.transcript(suggestion.transcript).text(suggestion.span)
        found = earlier(self._material, [suggestion])
        return shapes.suggestion(suggestion, quote, self.standings.get(suggestion.code), found)


_ALL = 1_000_000
