"""What is done when a report that came back is made new, or why nothing is."""

from dataclasses import dataclass, field
from enum import StrEnum

from kodeverk.export.returned.manifest import Manifest


class Doing(StrEnum):
    """What is done about a quote, a line that counts or a table; or why nothing is."""

    ADDED = "added"
    UPDATED = "updated"
    SOURCE = "source"
    """Its source line was made new."""
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    """It is in the study again: the note that it was withdrawn is gone."""
    EDITED = "edited"
    """It has changed in the study, but a person has edited it here: left as it is."""
    UNCLEAR = "unclear"
    RECODED = "recoded"
    """It has another code now: left where it stands."""
    JOINED = "joined"
    """It is now part of another quote: left as it is."""
    HELD = "held"
    """Its transcript is missing or another: nobody knows, so it is left as it is."""
    HEADING = "heading"
    """Its code has another name."""
    HEADING_LEFT = "heading_left"
    HEADING_GONE = "heading_gone"
    """Nothing in the study stands under it now, for its code is gone or has become another."""
    COUNTS = "counts"
    COUNTS_LEFT = "counts_left"
    TABLE = "table"
    TABLE_LEFT = "table_left"
    FIGURES_LEFT = "figures_left"
    """Figures show what was there when the report was written: they are not drawn anew."""


_LEFT = (
    *(Doing.EDITED, Doing.UNCLEAR, Doing.RECODED, Doing.HELD),
    *(Doing.HEADING_LEFT, Doing.HEADING_GONE),
    *(Doing.COUNTS_LEFT, Doing.TABLE_LEFT, Doing.FIGURES_LEFT),
)
SHOWN_IN_FIGURES = (Doing.ADDED, Doing.WITHDRAWN, Doing.RESTORED, Doing.RECODED, Doing.JOINED)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that is done. ``text`` is what the study says of the quote, where that matters."""

    doing: Doing
    quote: str = ""
    text: str = ""
    theme: str = ""


@dataclass(slots=True)
class Refreshed:
    """What was done, and the manifest of the report as it is now.

    ``settled``: a sign was set where a person has pointed a quote out.
    """

    manifest: Manifest
    steps: list[Step] = field(default_factory=list)
    settled: bool = False

    @property
    def changed(self) -> bool:
        """True when the report is not as it was, and has to be written."""
        return self.settled or any(step.doing not in _LEFT for step in self.steps)
