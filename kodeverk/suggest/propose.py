"""Words and phrases that may be cues of a code, found in what has been coded. It only proposes.

What a code's codings hold far more often than the rest of what informants say may speak for it;
what is rejected for it, or read and left although one of its cues is there, may speak against it.
Names, numbers and words that say nothing are left out, and so is what the code itself says.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from kodeverk.language import stop_words, word_forms
from kodeverk.model import Code, Span, Transcript
from kodeverk.suggest import Material, never
from kodeverk.suggest.asking import Cue
from kodeverk.suggest.terms import JOINING, Said, asking, read

LEAST = 2  # places that must hold it
TIMES = 3.0  # how much more often than elsewhere it must stand there
SURE = 2.3  # standard errors that its odds must be off those of all words
LIKELY = 1.0  # the same, between what was refused and what was coded: both are few
PRIOR = 20.0  # words' worth of belief that a code's words are like all others
ONE_TRANSCRIPT = 0.7  # what a word is worth that only one transcript holds: it may be a manner
_PART = 5  # letters of a compound's tail that says the same as the word alone


def propose(
    material: Material, code_id: str, most: int = 10, *, cancelled: Callable[[], bool] = never
) -> tuple[Cue, ...]:
    """Return at most ``most`` cues to consider for a code, the most telling first."""
    return Proposer().propose(material, code_id, most, cancelled=cancelled)


_Places = Mapping[str, Sequence[Span]]  # by transcript, in order and apart
_Key = tuple[str, str, frozenset[str]]


@dataclass(slots=True)
class _Held:
    """Where the places of a code hold a term: the transcript, the place's number, the term."""

    where: list[tuple[str, int, Span]] = field(default_factory=list)

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """The places that hold it."""
        return frozenset((transcript, number) for transcript, number, _ in self.where)

    @property
    def one_transcript(self) -> bool:
        """Tell whether all stands in one transcript."""
        return len({transcript for transcript, _, _ in self.where}) == 1


class Proposer:
    """Proposes cues. Keep it: what it has read of the transcripts is read once."""

    def __init__(self) -> None:
        self._known: dict[_Key, Said] = {}

    def propose(
        self,
        material: Material,
        code_id: str,
        most: int = 10,
        *,
        cancelled: Callable[[], bool] = never,
    ) -> tuple[Cue, ...]:
        """Return at most ``most`` cues to consider for a code; none once ``cancelled`` says yes."""
        code = material.codebook.get(code_id)
        said = self._read(material.transcripts, cancelled)
        if code is None or cancelled():
            return ()
        return _Search(material, code, said).found()[:most]

    def _read(
        self, transcripts: Iterable[Transcript], cancelled: Callable[[], bool]
    ) -> dict[str, Said]:
        """Return what is said, and forget what is not there any more."""
        said: dict[str, Said] = {}
        keys: dict[_Key, Said] = {}
        for transcript in transcripts:
            if cancelled():
                return {}
            key = (transcript.digest, transcript.language, asking(transcript))
            keys[key] = said[transcript.id] = self._known.get(key) or read(transcript)
        self._known = keys
        return said


class _Search:
    """The search for the cues of one code."""

    def __init__(self, material: Material, code: Code, said: Mapping[str, Said]) -> None:
        self._said = said
        self._code = code
        self._language = material.codebook.language
        self._own = _own(code, self._language)
        self._names = _names(material.transcripts, self._language)
        self._total: Counter[str] = Counter()
        self._small: Counter[str] = Counter()
        self._large: Counter[str] = Counter()
        for each in said.values():
            self._total.update(each.known)
            self._small.update(each.small)
            self._large.update(each.large)
        self._all = self._total.total()
        coded = _coded(material, code.id, said)
        self._coded = _held(said, coded)
        self._refused = _held(said, _refused(material, code, said, coded))

    def found(self) -> tuple[Cue, ...]:
        """Return the cues, the most telling first."""
        cues = [*self._cues(self._coded, against=False), *self._cues(self._refused, against=True)]
        return tuple(sorted(cues, key=lambda cue: (-cue.score, cue.text, cue.against)))

    def _cues(self, held: Mapping[str, _Held], *, against: bool) -> Iterator[Cue]:
        """Yield the cues among ``held``, of those that tell of the same places only the best."""
        words = sum(len(each.places) for each in held.values())
        scored = []
        for term, here in held.items():
            score = self._score(term, here, words, against=against)
            if score and not self._is_name(term) and not self._says_already(here):
                scored.append((-score, term.count(" "), term, here))
        chosen: list[tuple[frozenset[str], frozenset[tuple[str, int]]]] = []
        for score, _spaces, term, here in sorted(scored, key=lambda each: each[:3]):
            parts, places = frozenset(term.split(" ")), here.places
            if not any(parts & other and places <= there for other, there in chosen):
                chosen.append((parts, places))
                yield self._cue(term, here, -score, against=against)

    def _score(self, term: str, here: _Held, words: int, *, against: bool) -> float:
        """Return how telling a term is; 0 if it is not telling enough."""
        inside = len(here.places)
        if inside < LEAST:
            return 0.0
        elsewhere = self._elsewhere(term, here)
        share = self._total[term] / self._all
        score = _surprise(inside, words, elsewhere, self._all - words, share)
        if against and score:
            coded = self._coded.get(term)
            there = len(coded.places) if coded else 0
            of = sum(len(each.places) for each in self._coded.values())
            if _surprise(inside, words, there, of, share) < LIKELY:
                return 0.0
        score *= ONE_TRANSCRIPT if here.one_transcript and len(self._said) > 1 else 1.0
        return score if score >= SURE else 0.0

    def _elsewhere(self, term: str, here: _Held) -> int:
        """Return how many sentences hold the term outside the places."""
        sentences = {(name, self._said[name].sentence(at.start)) for name, _, at in here.where}
        return self._total[term] - len(sentences)

    def _is_name(self, term: str) -> bool:
        """Tell whether a word of the term is a speaker's name or mostly has a large letter."""
        return any(
            word in self._names or (word not in JOINING and self._small[word] <= self._large[word])
            for word in term.split(" ")
        )

    def _says_already(self, here: _Held) -> bool:
        """Tell whether the code's own text holds all that the term says."""
        name, _, span = here.where[0]
        said = self._said[name].transcript
        return all(
            {form.lemma, form.stem} & self._own
            or form.lemma in JOINING
            or any(form.lemma.endswith(word) for word in self._own if len(word) >= _PART)
            for form in word_forms(said.text(span), said.language)
        )

    def _cue(self, term: str, here: _Held, score: float, *, against: bool) -> Cue:
        def length(each: tuple[str, int, Span]) -> tuple[int, str, Span]:
            name, _, at = each
            return len(self._said[name].sentence(at.start)), name, at

        name, _, at = min(here.where, key=length)
        said = self._said[name]
        sentence = said.sentence(at.start)
        return Cue(
            text=self._spelled(term, here),
            against=against,
            inside=len(here.places),
            outside=self._elsewhere(term, here),
            score=round(score, 4),
            transcript=name,
            span=sentence,
            quote=said.transcript.text(sentence),
        )

    def _spelled(self, term: str, here: _Held) -> str:
        """Return a word in its dictionary form if anybody says it so, else the usual spelling."""
        if " " not in term:
            alone = re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE)
            if any(alone.search(said.transcript.body) for said in self._said.values()):
                return term
        spelled: Counter[str] = Counter()
        for name, _, at in here.where:
            spelled[" ".join(self._said[name].transcript.text(at).casefold().split())] += 1
        return min(spelled, key=lambda text: (-spelled[text], text))


def _surprise(inside: int, words: int, outside: int, others: int, share: float) -> float:
    """Return by how many standard errors a term's odds among ``words`` exceed those elsewhere.

    The prior says that it has its ``share`` of all words in both; outside, half a sentence more
    holds it than was found. 0 where it is not ``TIMES`` as frequent.
    """
    if inside / words < TIMES * (outside + 0.5) / (others + 1):
        return 0.0
    before = PRIOR * share
    here = (inside + before) / (words + PRIOR - inside - before)
    there = (outside + 0.5 + before) / (others + 1 + PRIOR - outside - before)
    error = math.sqrt(1 / (inside + before) + 1 / (outside + 0.5 + before))
    return max(0.0, math.log(here / there) / error)


def _names(transcripts: Iterable[Transcript], language: str) -> frozenset[str]:
    """Return the words of the speakers' names."""
    names = {speaker.name for each in transcripts for speaker in each.speakers}
    text = "\n".join(sorted(names))
    return frozenset(
        word
        for form in word_forms(text, language)
        for word in (text[form.span.start : form.span.end].casefold(), form.lemma, form.stem)
    )


def _own(code: Code, language: str) -> frozenset[str]:
    """Return the words of the code's own text, as dictionary forms and stems."""
    texts = (code.name, code.definition, code.include, code.exclude, *code.examples)
    text = "\n".join((*texts, *code.cues, *code.counter_cues))
    stop = stop_words(language)
    return frozenset(
        word
        for form in word_forms(text, language)
        for word in (form.lemma, form.stem)
        if form.lemma not in stop
    )


# --- the places of a code


def _coded(material: Material, code_id: str, said: Mapping[str, Said]) -> _Places:
    """Return the places that carry the code; what several coders set on one place is one."""
    found: dict[str, list[Span]] = {}
    for coding in sorted(material.codings, key=lambda c: (c.transcript, c.span)):
        there = said.get(coding.transcript)
        if there is None or there.transcript.digest != coding.digest:
            continue
        if material.codebook.resolve(coding.code) == code_id:
            places = found.setdefault(coding.transcript, [])
            if places and places[-1].overlaps(coding.span):
                end = max(places[-1].end, coding.span.end)
                places[-1] = Span(places[-1].start, end)
            else:
                places.append(coding.span)
    return found


def _refused(material: Material, code: Code, said: Mapping[str, Said], coded: _Places) -> _Places:
    """Return the sentences that do not carry the code though it was close at hand.

    It was suggested there and rejected, or a cue of the code is there and a coder has read it.
    """
    close: set[tuple[str, Span]] = set()
    for rejection in material.rejections:
        there = said.get(rejection.transcript)
        if (
            there is not None
            and there.transcript.digest == rejection.digest
            and material.codebook.resolve(rejection.code) == code.id
        ):
            close |= {
                (rejection.transcript, span)
                for span in _overlapping(there.sentences, rejection.span)
            }
    language = material.codebook.language
    cues = {" ".join(f.lemma for f in word_forms(cue, language)) for cue in code.cues}
    for name, spans in material.read.items():
        if name in said:
            there = said[name]
            for start, term in zip(there.starts, there.terms, strict=True):
                if term in cues and any(span.holds(start) for span in spans):
                    close.add((name, there.sentence(start)))
    found: dict[str, list[Span]] = {}
    for name, span in sorted(close):
        if not any(span.overlaps(place) for place in coded.get(name, ())):
            found.setdefault(name, []).append(span)
    return found


def _overlapping(spans: Sequence[Span], span: Span) -> Sequence[Span]:
    first = bisect_right(spans, span.start, key=lambda s: s.end)
    return spans[first : bisect_left(spans, span.end, key=lambda s: s.start)]


def _held(said: Mapping[str, Said], places: _Places) -> dict[str, _Held]:
    """Return the terms that stand within ``places``."""
    found: dict[str, _Held] = {}
    for name, spans in places.items():
        there = said[name]
        for number, span in enumerate(spans):
            for n in range(
                bisect_left(there.starts, span.start), bisect_left(there.starts, span.end)
            ):
                if there.ends[n] <= span.end:
                    at = Span(there.starts[n], there.ends[n])
                    found.setdefault(there.terms[n], _Held()).where.append((name, number, at))
    return found
