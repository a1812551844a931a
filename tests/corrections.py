"""Corrections of a transcript made at random, with the truth about where every word went."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Draft, DraftTurn
from kodeverk.model import Span, Speaker, Transcript

_PIECES = re.compile(r"(\w+(?:['’-]\w+)*)|(\W+)")


@dataclass
class Piece:
    """A word (with its number in the old text) or what stands between words (number -1)."""

    text: str
    number: int = -1
    touched: bool = False
    twin: int = -1
    """The number of the word that this one repeats elsewhere."""

    @property
    def is_word(self) -> bool:
        return self.text[:1].isalnum() or self.text[:1] == "_"


@dataclass
class Said:
    """A turn as pieces."""

    speaker: str | None
    time: float | None
    pieces: list[Piece] = field(default_factory=list)


@dataclass
class Corrected:
    """The new transcript, and for each word of the old one where it is now, if it is the same."""

    transcript: Transcript
    words: list[Span]
    """Of the old text."""
    now: dict[int, tuple[int, Span]]
    """Number of an old word -> (which word of the new text, its place), where it is untouched.
    A word that is gone is where somebody repeats it, if that is so: nobody could tell the two."""


def correct(old: Transcript, chance: random.Random, edits: int) -> Corrected:
    """Return ``old`` after ``edits`` random corrections."""
    words: list[Span] = []
    turns: list[Said] = []
    for turn in old.turns:
        said = Said(turn.speaker, turn.time)
        for found in _PIECES.finditer(old.body, turn.text.start, turn.text.end):
            if found[1] is not None:
                words.append(Span(*found.span()))
                said.pieces.append(Piece(found[0], len(words) - 1))
            else:
                said.pieces.append(Piece(found[0]))
        turns.append(said)
    vocabulary = [old.text(span) for span in words]
    for _number in range(edits):
        chance.choice(EDITS)(turns, vocabulary, chance)
    return _written(old, turns, words)


def _written(old: Transcript, turns: list[Said], words: list[Span]) -> Corrected:
    drafts, order = [], []
    for said in turns:
        text = "".join(piece.text for piece in said.pieces)
        if any(piece.is_word for piece in said.pieces):
            drafts.append(DraftTurn(text, said.speaker, said.time))
            order.append([piece for piece in said.pieces if piece.is_word])
    names = dict.fromkeys(said.speaker for said in turns if said.speaker)
    known = {speaker.name: speaker for speaker in old.speakers}
    speakers = tuple(known.get(name) or Speaker(name) for name in names)
    draft = Draft(old.title, old.kind, old.language, tuple(drafts), speakers, "txt")
    new = compose(draft, old.id)
    now: dict[int, tuple[int, Span]] = {}
    twins: dict[int, tuple[int, Span]] = {}
    count = 0
    for turn, pieces in zip(new.turns, order, strict=True):
        found = [
            Span(*m.span())
            for m in _PIECES.finditer(new.body, turn.text.start, turn.text.end)
            if m[1] is not None
        ]
        assert len(found) == len(pieces), "the words were written as they are"
        for piece, span in zip(pieces, found, strict=True):
            if piece.number >= 0 and not piece.touched:
                now[piece.number] = count, span
            elif piece.twin >= 0 and not piece.touched:
                twins[piece.twin] = count, span
            count += 1
    return Corrected(new, words, twins | now)


# --- the corrections

_Edit = Callable[[list[Said], list[str], random.Random], None]


def _some(turns: list[Said], chance: random.Random) -> Said:
    return chance.choice(turns)


def _put(piece: Piece, text: str) -> None:
    piece.touched = piece.touched or text.casefold() != piece.text.casefold()
    piece.text = text


def _typo(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    words = [piece for piece in _some(turns, chance).pieces if piece.is_word]
    if words:
        piece = chance.choice(words)
        at = chance.randrange(len(piece.text))
        _put(piece, piece.text[:at] + chance.choice("aeøx") + piece.text[at + 1 :])


def _other_word(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    words = [piece for piece in _some(turns, chance).pieces if piece.is_word]
    if words:
        _put(chance.choice(words), chance.choice(vocabulary))


def _sentences(said: Said) -> list[tuple[int, int]]:
    ends = [n + 1 for n, piece in enumerate(said.pieces) if re.search(r"[.!?]", piece.text)]
    starts = [0, *ends]
    return [(a, b) for a, b in zip(starts, [*ends, len(said.pieces)], strict=True) if a < b]


def _delete_sentence(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    said = _some(turns, chance)
    if found := _sentences(said):
        start, end = chance.choice(found)
        del said.pieces[start:end]


def _insert_sentence(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    said = _some(turns, chance)
    places = [start for start, _end in _sentences(said)] or [0]
    fresh: list[Piece] = []
    # Now and then what somebody has said already: people repeat themselves.
    if chance.random() < 0.3:
        other = _some(turns, chance)
        if found := _sentences(other):
            start, end = chance.choice(found)
            fresh = [Piece(p.text, twin=p.number) for p in other.pieces[start:end]]
    if not fresh:
        for _n in range(chance.randint(1, 12)):
            fresh += [Piece(chance.choice(vocabulary)), Piece(" ")]
        fresh[-1] = Piece(". ")
    at = chance.choice(places)
    if fresh[-1].is_word:
        fresh.append(Piece(". "))
    if at and said.pieces[at - 1].is_word:
        fresh.insert(0, Piece(" "))
    said.pieces[at:at] = fresh


def _delete_word(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    said = _some(turns, chance)
    words = [n for n, piece in enumerate(said.pieces) if piece.is_word]
    if len(words) > 1:
        at = chance.choice(words)
        del said.pieces[at]
        if 0 < at < len(said.pieces) and said.pieces[at - 1].is_word:
            said.pieces.insert(at, Piece(" "))


def _double_word(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    said = _some(turns, chance)
    words = [n for n, piece in enumerate(said.pieces) if piece.is_word]
    if words:
        at = chance.choice(words)
        said.pieces[at:at] = [Piece(said.pieces[at].text), Piece(" ")]


def _move_turn(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    said = turns.pop(chance.randrange(len(turns)))
    turns.insert(chance.randint(0, len(turns)), said)


def _delete_turn(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    if len(turns) > 3:
        del turns[chance.randrange(len(turns))]


def _insert_turn(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    fresh = Said(_some(turns, chance).speaker, None)
    for _n in range(chance.randint(1, 15)):
        fresh.pieces += [Piece(chance.choice(vocabulary)), Piece(" ")]
    turns.insert(chance.randint(0, len(turns)), fresh)


def _split_turn(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(turns))
    said = turns[at]
    if len(places := _sentences(said)) > 1:
        cut = chance.choice(places[1:])[0]
        other = Said(_some(turns, chance).speaker, None, said.pieces[cut:])
        del said.pieces[cut:]
        turns.insert(at + 1, other)


def _join_turns(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    at = chance.randrange(len(turns) - 1) if len(turns) > 3 else None
    if at is not None:
        turns[at].pieces += [Piece(" "), *turns[at + 1].pieces]
        del turns[at + 1]


def _rename(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    name = _some(turns, chance).speaker
    for said in turns:
        if said.speaker == name:
            said.speaker = "Taler Åse"


def _other_speaker(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    _some(turns, chance).speaker = _some(turns, chance).speaker


def _punctuation(turns: list[Said], vocabulary: list[str], chance: random.Random) -> None:
    """A second speech recogniser sets commas and full stops otherwise, and other capitals."""
    first = chance.randrange(len(turns))
    for said in turns[first : first + chance.choice((1, 5, len(turns)))]:
        for n, piece in enumerate(said.pieces):
            if piece.is_word:
                if chance.random() < 0.05:
                    piece.text = piece.text.swapcase() if piece.text.islower() else piece.text
            elif chance.random() < 0.3 and n + 1 < len(said.pieces):
                piece.text = chance.choice((" ", ", ", ". ", " – "))


EDITS: tuple[_Edit, ...] = (
    *(_typo, _typo, _typo, _other_word, _delete_word, _double_word),
    *(_insert_sentence, _insert_sentence, _delete_sentence, _move_turn, _delete_turn),
    *(_insert_turn, _split_turn, _join_turns, _rename, _other_speaker, _punctuation),
)
