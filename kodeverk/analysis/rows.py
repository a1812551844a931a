"""The chosen codings of a study as rows of a table, one at a time, and what to look at in them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from kodeverk.analysis.choosing import (
    chosen_codings,
    chosen_losses,
    chosen_transcripts,
    chosen_withheld,
)
from kodeverk.analysis.people import People, place_of, unit_of
from kodeverk.analysis.reidentify import Names
from kodeverk.analysis.sharing import (
    found_names,
    left_out,
    recognisable,
)
from kodeverk.analysis.study import Study
from kodeverk.coded import Row
from kodeverk.i18n import translator
from kodeverk.model import Coding, Memo, Role, Span, TargetKind, Transcript, Turn
from kodeverk.report import Notice, Options, lost_sentence


class Rows:
    """The rows of the chosen codings: their number is known at once, they are made when asked for.

    They come in the order of transcripts and text; with ``by_code`` in the order of the codebook
    first. Raises NotFoundError for a chosen code, transcript or coder that does not exist.
    """

    def __init__(self, study: Study, options: Options, *, by_code: bool = False) -> None:
        self._book = study.codebook
        self._transcripts = {t.id: t for t in chosen_transcripts(study, options)}
        self._options = options
        self._words = translator(options.language)
        self._people = People(self._transcripts.values(), options.anonymous, self._words)
        self._quoted: set[str] = set()
        self._named = 0
        self._names = Names(self._people) if options.anonymous else None
        self._losses = chosen_losses(study, options)
        self._withheld = Counter(c.transcript for c in chosen_withheld(study, options))
        self._codings = chosen_codings(study, options)
        if by_code:
            places = {code.id: n for n, code in enumerate(self._book.codes)}
            self._codings.sort(key=lambda c: (places.get(c.code, len(places)), c.code))
        self._memos: dict[str, list[Memo]] = defaultdict(list)
        for memo in study.memos():
            known = options.coders is None or memo.coder in options.coders
            if memo.target.kind is TargetKind.CODING and known:
                self._memos[memo.target.id].append(memo)

    def __len__(self) -> int:
        return len(self._codings)

    def __iter__(self) -> Iterator[Row]:
        paths: dict[str, str] = {}
        self._named = 0
        for coding in self._codings:
            if coding.code not in paths:
                paths[coding.code] = self._book.path(coding.code)
            row = self._row(coding, paths[coding.code])
            if self._names and (
                self._names.found(row.title, row.text, row.memo)
                or self._names.found_in_id(row.transcript)
            ):
                self._named += 1
            yield row

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the codings must know, in their language."""
        return tuple(lost_sentence(*each, self._words) for each in self._losses.items())

    def notices(self) -> tuple[Notice, ...]:
        """Return what to look at before the rows that were made so far are shared."""
        return (
            *left_out(self._losses, self._withheld),
            *found_names(self._named),
            *recognisable(self._people, frozenset(self._quoted), self._options.anonymous),
        )

    def _row(self, coding: Coding, path: str) -> Row:
        transcript, span = self._transcripts[coding.transcript], coding.span
        turns = turns_within(transcript, span)
        said = [turn for turn in turns if turn.text.overlaps(span)] or turns
        turn = next((t for t in said if self._people.id(transcript.id, t.speaker)), None)
        turn = turn or (said[0] if said else None)
        speaker = transcript.speaker(turn.speaker) if turn else None
        if turn and (person := self._people.id(transcript.id, turn.speaker)):
            self._quoted.add(person)
        return Row(
            coding=coding.id,
            transcript=transcript.id,
            title=transcript.title or transcript.id,
            speaker=self._people.label(transcript.id, turn.speaker) if turn else "",
            role=speaker.role if speaker else Role.UNKNOWN,
            unit=unit_of(transcript, speaker),
            place=place_of(transcript, speaker),
            time=turn.time if turn else None,
            start=span.start,
            end=span.end,
            code=coding.code,
            path=path,
            coder=coding.coder,
            at=coding.at,
            origin=coding.origin.kind,
            score=coding.origin.score,
            memos=tuple(self._memos.get(coding.memo_target.id, ())),
            text=relabelled(transcript, span, turns, self._people),
            language=transcript.language,
        )


def turns_within(transcript: Transcript, span: Span) -> list[Turn]:
    """Return the turns that share something with ``span``, be it only the name."""
    found = []
    for turn in transcript.turns[max(0, transcript.turn_index(span.start)) :]:
        if turn.span.start >= span.end:
            break
        if turn.span.overlaps(span):
            found.append(turn)
    return found


def relabelled(transcript: Transcript, span: Span, turns: Sequence[Turn], people: People) -> str:
    """Return the text of ``span`` with the names that begin its turns as ``people`` label them.

    A name that ``span`` holds only a part of is given whole: half of it could give it away.
    """
    parts, done = [], span.start
    for turn in turns:
        if turn.speaker is None or span.start >= turn.text.start:
            continue
        label = people.label(transcript.id, turn.speaker)
        head = transcript.text(Span(turn.span.start, turn.text.start))
        start = turn.span.start + head.rfind(f"{turn.speaker}:")
        end = start + len(turn.speaker)
        if label == turn.speaker or end <= done or start >= span.end:
            continue
        parts += [transcript.body[done : max(done, start)], label]
        done = min(end, span.end)
    return "".join([*parts, transcript.body[done : span.end]])
