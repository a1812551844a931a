"""What has been decided about each sentence: coded, rejected, or read and left uncoded."""

import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kodeverk.model import Coding, Rejection, Span, Transcript
from kodeverk.suggest import Material
from kodeverk.suggest.evidence import NEAR, WIDE, before
from kodeverk.suggest.reading import Reading
from kodeverk.suggest.vectors import Floats, Rows

Bools = npt.NDArray[np.bool_]

_TOGETHER = 0.3  # how alike in their codes the sentences of an interview are (correlation)


@dataclass(frozen=True)
class Decisions:
    """All that was decided in one transcript, as it came."""

    codings: tuple[Coding, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    read: tuple[Span, ...] = ()

    @property
    def last(self) -> str:
        """When something was decided last, as far as that is known."""
        both: tuple[Coding | Rejection, ...] = (*self.codings, *self.rejections)
        return max((each.at for each in both), default="")


def decisions(material: Material) -> dict[str, Decisions]:
    """Return per transcript what was decided there; nothing about a text that has changed."""
    digests = {transcript.id: transcript.digest for transcript in material.transcripts}
    codings: dict[str, list[Coding]] = defaultdict(list)
    rejections: dict[str, list[Rejection]] = defaultdict(list)
    for coding in material.codings:
        if digests.get(coding.transcript) == coding.digest:
            codings[coding.transcript].append(coding)
    for rejection in material.rejections:
        if digests.get(rejection.transcript) == rejection.digest:
            rejections[rejection.transcript].append(rejection)
    return {
        name: Decisions(
            tuple(sorted(codings.get(name, ()), key=lambda each: each.id)),
            tuple(sorted(rejections.get(name, ()), key=lambda each: each.id)),
            tuple(material.read.get(name, ())),
        )
        for name in digests
        if name in codings or name in rejections or material.read.get(name)
    }


@dataclass(frozen=True)
class Labels:
    """What is known of the sentences of one transcript: sentence × code.

    ``given`` is 1 where a code is set; ``known`` where its being set or not is known at all. A
    sentence that nobody has coded or read is not known, whatever else was.
    """

    given: Floats
    known: Bools
    rejected: Bools

    @property
    def whole(self) -> Floats:
        """1 for the sentences of which all codes are known but those touched: read or coded."""
        return np.asarray(2 * self.known.sum(axis=1) > self.known.shape[1], np.float32)

    @property
    def telling(self) -> Bools:
        """The sentences that say yes or no to a code, not just nothing to all of them."""
        return np.asarray((self.given > 0).any(axis=1) | self.rejected.any(axis=1))

    @cached_property
    def before(self) -> tuple[Floats, Floats]:
        """What is set and known before each sentence, near by and a page back.

        Each is sentence × code × (set, known).
        """
        found = []
        for half in (NEAR, WIDE):
            known = np.broadcast_to(before(self.whole, half)[:, None], self.given.shape)
            found.append(np.stack([before(self.given, half), known], axis=2))
        return found[0], found[1]

    @property
    def rows(self) -> Rows:
        """The sentences of which anything is known."""
        return np.flatnonzero(self.known.any(axis=1))


def label(decided: Decisions, reading: Reading, numbers: Mapping[str, int], codes: int) -> Labels:
    """Return what ``decided`` says of the sentences of ``reading``.

    ``numbers`` are those of the codes, by every id that counts as theirs. A sentence has a code
    when half of it or more is coded, and so has the sentence that most of a coding lies in; what
    is touched beside is not known for that code.
    """
    shape = len(reading), codes
    given = np.zeros(shape, np.float32)
    touched, rejected = np.zeros(shape, bool), np.zeros(shape, bool)
    read = np.zeros(len(reading), bool)
    for coding in decided.codings:
        code = numbers.get(coding.code)
        meets, holds = _meets(reading, coding.span)
        read[meets[holds]] = True
        if code is not None:
            given[meets[holds], code] = 1
            touched[meets[~holds], code] = True
    for span in decided.read:
        meets, holds = _meets(reading, span, least=True)
        read[meets[holds]] = True
    for rejection in decided.rejections:
        code = numbers.get(rejection.code)
        if code is not None:
            meets, holds = _meets(reading, rejection.span)
            rejected[meets[holds], code] = True
    rejected &= given == 0
    known = (given > 0) | rejected | (read[:, None] & ~touched)
    return Labels(given, known, rejected)


def _meets(reading: Reading, span: Span, least: bool = False) -> tuple[Rows, Bools]:
    """Return the sentences that ``span`` touches, and which of them it holds.

    It holds those it covers half of and, unless that is the ``least``, the one most of it lies in.
    """
    first = np.searchsorted(reading.ends, span.start, "right")
    meets = np.arange(first, np.searchsorted(reading.starts, span.end, "left"))
    starts, ends = reading.starts[meets], reading.ends[meets]
    shared = np.minimum(ends, span.end) - np.maximum(starts, span.start)
    holds = 2 * shared >= ends - starts
    if len(meets) and not least and not holds.any():
        holds[shared.argmax()] = True
    return meets, holds


def numbers(material: Material, codes: Sequence[str]) -> dict[str, int]:
    """Return the number of each code by every id its codings may have."""
    own = {code: number for number, code in enumerate(codes)}
    found = dict(own)
    for code in material.codebook.codes:
        for old in (code.id, *code.replaces):
            resolved = material.codebook.resolve(old)
            if resolved in own:
                found[old] = own[resolved]
    return found


def draw(reading: Reading, transcript: Transcript) -> Rows:
    """Return a number for each sentence that chance might have given: a fair draw, always the same.

    It hardly changes what is drawn when more is decided.
    """
    mixed: Rows = (reading.starts + zlib.crc32(transcript.digest.encode())) * 2654435761 % 2**32
    return mixed


def fewer(
    found: Mapping[int, Labels], draws: Mapping[int, Rows], most: int
) -> list[tuple[int, int]]:
    """Return at most ``most`` of the decided sentences, as number of the transcript and its own.

    Up to half of them, where there are too many, are drawn from those that say yes or no to a
    code, the rest from those read and left; either makes room for what the other lacks.
    """
    names = np.repeat(np.array(list(found), np.intp), [len(each.rows) for each in found.values()])
    if not len(names):
        return []
    rows = np.concatenate([each.rows for each in found.values()])
    if len(rows) > most:
        drawn = np.concatenate([draws[name][each.rows] for name, each in found.items()])
        telling = np.concatenate([each.telling[each.rows] for each in found.values()])
        place = np.empty(len(rows), np.intp)
        for of_kind in (telling, ~telling):
            place[of_kind] = np.argsort(np.argsort(drawn[of_kind], kind="stable"), kind="stable")
        chosen = np.sort(np.lexsort((~telling, place))[:most])
        names, rows = names[chosen], rows[chosen]
    return list(zip(names.tolist(), rows.tolist(), strict=True))


def alone(whose: Rows, apart: Bools) -> Floats:
    """Return what each row tells of how often codes are set elsewhere, beside others of its own
    transcript (``whose``): all of it where these have nothing to do with one another (``apart``).

    In talk they have: all that is said in an interview tells little more than a few sentences do.
    """
    many = np.bincount(whose, minlength=len(apart))
    share = np.where(apart, 1, 1 / (1 + _TOGETHER * np.maximum(many - 1, 0)))
    return np.asarray(share[whose], np.float32)


def spread(number: int, most: int) -> Rows:
    """Return at most ``most`` of ``number`` rows, spread evenly over them."""
    return np.unique(np.linspace(0, number - 1, min(number, most)).astype(np.intp))
