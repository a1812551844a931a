"""A transcript with its text corrected: from a new file, or a small fix of one turn. No I/O.

What is known about the transcript and its speakers stays; nothing here knows of codings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kodeverk.corpus import naming
from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.errors import UsageError
from kodeverk.i18n import _
from kodeverk.model import Role, Speaker, Transcript
from kodeverk.text import canonical, clean_line


def from_draft(old: Transcript, draft: Draft) -> Transcript:
    """Return what ``old`` becomes when its text is that of ``draft``.

    Names are understood as they were at import, also the other ones that a speaker had there.
    """
    aliases = [
        (alias, naming.Said(becomes=speaker.name))
        for speaker in old.speakers
        for alias in speaker.aliases
    ]
    draft = naming.apply(draft, naming.settled(naming.Naming.of(aliases), draft))
    return _made(old, draft.turns, draft.speakers)


def reworded(old: Transcript, number: int, text: str) -> Transcript:
    """Return ``old`` with turn ``number`` (from 0) saying ``text``; empty: without the turn.

    Raises UsageError.
    """
    turns = _drafts(old)
    text = canonical(text).strip()
    said = _turn(turns, number)
    return _rebuilt(old, [*turns[:number], replace(said, text=text), *turns[number + 1 :]])


def replaced(old: Transcript, wrong: str, right: str, numbers: Iterable[int]) -> Transcript:
    """Return ``old`` with ``wrong`` written as ``right`` wherever it stands in those turns.

    Raises UsageError if it is nowhere.
    """
    turns = _drafts(old)
    wrong, right = canonical(wrong), canonical(right)
    found = [n for n in numbers if wrong and wrong in _turn(turns, n).text]
    if not found:
        raise UsageError(
            _("“{words}” is not in the text.").format(words=clean_line(wrong)),
            _("Write it as it stands there, with the same letters."),
        )
    for n in found:
        turns[n] = replace(turns[n], text=turns[n].text.replace(wrong, right))
    return _rebuilt(old, turns)


def renamed(old: Transcript, name: str, new: str) -> Transcript:
    """Return ``old`` with a speaker called ``new``; if another is called so, the two are one.

    The old name is kept as an alias. Raises UsageError if nobody is called ``name``.
    """
    _check_speaker(old, name)
    said = naming.Naming.of([(name, naming.Said(becomes=_name(new)))])
    draft = naming.apply(_draft(old, _drafts(old), old.speakers), said)
    return _made(old, draft.turns, draft.speakers)


def given(old: Transcript, number: int, name: str) -> Transcript:
    """Return ``old`` with turn ``number`` said by ``name``, who need not have spoken before.

    Raises UsageError.
    """
    turns = _drafts(old)
    turns[number] = replace(_turn(turns, number), speaker=_name(name))
    return _rebuilt(old, turns)


def split(old: Transcript, at: int, name: str | None = None) -> Transcript:
    """Return ``old`` with a new turn that begins at the code point ``at``, said by ``name``.

    Left out, the same one goes on. Raises UsageError where a turn begins already.
    """
    number = old.turn_index(at)
    turn = old.turns[number] if number >= 0 else None
    if turn is None or not turn.text.start < at < turn.text.end:
        raise UsageError(
            _("There is no turn to split there."), _("Choose a place inside what is said.")
        )
    first = old.body[turn.text.start : at].strip()
    rest = old.body[at : turn.text.end].strip()
    if not first or not rest:
        raise UsageError(
            _("There is no turn to split there."), _("Choose a place inside what is said.")
        )
    turns = _drafts(old)
    speaker = _name(name) if name else turn.speaker
    turns[number : number + 1] = [replace(turns[number], text=first), DraftTurn(rest, speaker)]
    return _rebuilt(old, turns)


def joined(old: Transcript, number: int) -> Transcript:
    """Return ``old`` with turn ``number`` and the next one as one turn of the first's speaker.

    Raises UsageError.
    """
    turns = _drafts(old)
    first, second = _turn(turns, number), _turn(turns, number + 1)
    turns[number : number + 2] = [replace(first, text=f"{first.text} {second.text}")]
    return _rebuilt(old, turns)


# --- helpers


def _drafts(old: Transcript) -> list[DraftTurn]:
    return [DraftTurn(old.text(turn.text), turn.speaker, turn.time) for turn in old.turns]


def _turn(turns: Sequence[DraftTurn], number: int) -> DraftTurn:
    if not 0 <= number < len(turns):
        raise UsageError(
            _("There is no turn number {n}.").format(n=number + 1),
            _("The transcript has {n} turns.").format(n=len(turns)),
        )
    return turns[number]


def _check_speaker(old: Transcript, name: str) -> None:
    if old.speaker(name) is None:
        raise UsageError(
            _("Nobody is called “{name}” in “{id}”.").format(name=clean_line(name), id=old.id),
            _("Those who speak are: {names}.").format(
                names=", ".join(speaker.name for speaker in old.speakers)
            ),
        )


def _name(name: str) -> str:
    tidy = clean_line(name.replace(":", " "))
    if not tidy:
        raise UsageError(_("A speaker must have a name."))
    return tidy


def _rebuilt(old: Transcript, turns: Sequence[DraftTurn]) -> Transcript:
    """Return ``old`` with those turns; who still speaks is still known, a new one is unknown."""
    names = dict.fromkeys(turn.speaker for turn in turns if turn.speaker and turn.text)
    known = [speaker for speaker in old.speakers if speaker.name in names]
    fresh = [Speaker(name, Role.UNKNOWN) for name in names if old.speaker(name) is None]
    return _made(old, turns, (*known, *fresh))


def _draft(old: Transcript, turns: Sequence[DraftTurn], speakers: Sequence[Speaker]) -> Draft:
    return Draft(old.title, old.kind, old.language, tuple(turns), tuple(speakers), "")


def _made(old: Transcript, turns: Sequence[DraftTurn], speakers: Sequence[Speaker]) -> Transcript:
    def known(speaker: Speaker) -> Speaker:
        was = old.speaker(speaker.name)
        aliases = dict.fromkeys((*(was.aliases if was else ()), *speaker.aliases))
        kept = was or speaker
        return replace(kept, aliases=tuple(alias for alias in aliases if alias != kept.name))

    made = compose(_draft(old, turns, [known(each) for each in speakers]), old.id)
    if not made.turns:
        raise UsageError(_("There would be no text left."), _("Keep at least one turn."))
    return replace(made, date=old.date, attributes=old.attributes, source=old.source)
