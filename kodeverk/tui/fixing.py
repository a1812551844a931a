"""A turn corrected by hand: its words, who says it, where it is split, what it is joined with."""

from dataclasses import dataclass

from kodeverk.corpus import correcting
from kodeverk.model import Transcript
from kodeverk.text import canonical, clean_line


@dataclass(frozen=True)
class Written:
    """What a person wrote for turn ``number`` of ``old``.

    ``everywhere``: the speaker is called ``name`` in all turns, and not only in this one.
    """

    old: Transcript
    number: int
    text: str
    name: str = ""
    everywhere: bool = False

    def corrected(self) -> Transcript:
        """Return the transcript with the turn as it was written; raises UsageError."""
        new, turn = self.old, self.old.turns[self.number]
        words = canonical(self.text).strip()
        if words != self.old.text(turn.text):
            new = correcting.reworded(new, self.number, words)
            if not words:
                return new  # without the turn
        name = clean_line(self.name)
        if turn.speaker is None or name == turn.speaker:
            return new
        if self.everywhere:
            return correcting.renamed(new, turn.speaker, name)
        return correcting.given(new, self.number, name)

    def split(self, at: int, name: str | None) -> Transcript:
        """Return it with a new turn, said by ``name``, from letter ``at`` of what was written.

        A word is not split. Raises UsageError.
        """
        new = self.corrected()
        text = self.text
        while 0 < at < len(text) and text[at].isalnum() and text[at - 1].isalnum():
            at -= 1
        left = sum(not letter.isspace() for letter in canonical(text[:at]))
        turn = new.turns[self.number].text
        place = turn.start
        while place < turn.end and (left or new.body[place].isspace()):
            left -= not new.body[place].isspace()
            place += 1
        return correcting.split(new, place, name)

    def joined(self) -> Transcript:
        """Return it with the next turn joined to this one; raises UsageError."""
        return correcting.joined(self.corrected(), self.number)

    @property
    def other(self) -> str:
        """Who else may have said a part of the turn: who speaks next to it."""
        turns = self.old.turns
        own = turns[self.number].speaker
        near = (*turns[self.number + 1 : self.number + 2], *reversed(turns[: self.number]))
        names = (turn.speaker for turn in near if turn.speaker and turn.speaker != own)
        return next(names, own or "")
