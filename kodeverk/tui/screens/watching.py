"""A room that notices what other programs and other coders have changed on the disk."""

from textual import work
from textual.screen import Screen

from kodeverk.project import Project

_LOOK_SECONDS = 2.0


class Watching(Screen[None]):
    """Looks at the disk beside the screen, and has ``take_in`` called when it has changed."""

    project: Project

    @property
    def busy(self) -> bool:
        """True while nothing may be taken in: it would change what the person is at."""
        return False

    def watch_disk(self) -> None:
        """Begin to look."""
        self.set_interval(_LOOK_SECONDS, self.look_at_disk)

    def look_at_disk(self) -> None:
        """See whether another program has changed the study."""
        if not self.busy:
            self._compare()

    @work(thread=True, exclusive=True, group="look", exit_on_error=False)
    def _compare(self) -> None:
        if self.project.is_stale():
            self.app.call_from_thread(self.take_in)

    def take_in(self) -> None:
        """Take in what others have written."""
        raise NotImplementedError
