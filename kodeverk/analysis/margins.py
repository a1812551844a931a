"""Transcripts with what is coded in them, ready to be written: comments, marks and a legend."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from gettext import NullTranslations

from kodeverk.analysis.choosing import (
    chosen_codings,
    chosen_losses,
    chosen_transcripts,
    chosen_withheld,
)
from kodeverk.analysis.people import People, place_of, role_words, unit_of
from kodeverk.analysis.quotes import join
from kodeverk.analysis.reidentify import Names
from kodeverk.analysis.sharing import (
    found_names,
    left_out,
    recognisable,
)
from kodeverk.analysis.study import Study
from kodeverk.codebook.marks import letters
from kodeverk.coded import CodedTranscript, CodeMark, Legend, Margin
from kodeverk.i18n import translator
from kodeverk.model import Codebook, Coding, Comment, Kind, Memo, Span, TargetKind, Transcript
from kodeverk.report import Notice, Options, lost_sentence


class CodedTranscripts:
    """The chosen transcripts with their chosen codings, one made at a time.

    Raises NotFoundError for a chosen code, transcript or coder that does not exist.
    """

    def __init__(self, study: Study, options: Options) -> None:
        self._study = study
        self._options = options
        self._book = study.codebook
        self._words = translator(options.language)
        self._transcripts = chosen_transcripts(study, options)
        self._people = People(self._transcripts, options.anonymous, self._words)
        self._losses = chosen_losses(study, options)
        self._codings: dict[str, list[Coding]] = defaultdict(list)
        for coding in chosen_codings(study, options):
            self._codings[coding.transcript].append(coding)
        self._memos: dict[tuple[TargetKind, str], list[Memo]] = defaultdict(list)
        for memo in study.memos():
            if options.coders is None or memo.coder in options.coders:
                self._memos[memo.target.kind, memo.target.id].append(memo)
        self._comments: dict[str, list[Comment]] = defaultdict(list)
        for comment in study.comments():
            if options.coders is None or comment.author in options.coders:
                self._comments[comment.transcript].append(comment)
        self._letters = letters(self._book)

    def __len__(self) -> int:
        return len(self._transcripts)

    def __iter__(self) -> Iterator[CodedTranscript]:
        return map(self._coded, self._transcripts)

    def notices(self) -> tuple[Notice, ...]:
        """Return what to look at before the transcripts are shared."""
        withheld = Counter(c.transcript for c in chosen_withheld(self._study, self._options))
        everyone = frozenset(person for _t, _s, person in self._people.all())
        names = Names(self._people) if self._options.anonymous else None
        named = names and [
            text
            for text in self._transcripts
            if names.found(*self._said(text)) or names.found_in_id(text.id)
        ]
        return (
            *left_out(self._losses, withheld),
            *found_names(len(named or ())),
            *recognisable(self._people, everyone, self._options.anonymous),
        )

    def _coded(self, transcript: Transcript) -> CodedTranscript:
        codings = self._codings.get(transcript.id, [])
        spoken = {turn.speaker for turn in transcript.turns if turn.speaker is not None}
        marks = self._marks(codings)
        return CodedTranscript(
            transcript=transcript,
            project=self._study.settings.name,
            language=self._options.language,
            labels={name: self._people.label(transcript.id, name) for name in spoken},
            facts=self._facts(transcript, codings),
            margins=margins(codings, self._book, self._memos),
            marks=marks,
            legend=self._legend(codings, marks),
            memos=tuple(self._memos.get((TargetKind.TRANSCRIPT, transcript.id), ())),
            notes=tuple(lost_sentence(*each, self._words) for each in self._losses.items()),
            comments=tuple(self._comments.get(transcript.id, ())),
        )

    def _facts(
        self, transcript: Transcript, codings: Sequence[Coding]
    ) -> tuple[tuple[str, str], ...]:
        words = self._words
        coders = ", ".join(sorted({coding.coder for coding in codings}))
        facts = (
            (words.gettext("Kind"), _kinds(words)[transcript.kind]),
            (words.gettext("Date"), transcript.date),
            (words.gettext("Place"), place_of(transcript, None)),
            (words.gettext("Unit"), unit_of(transcript, None)),
            (words.gettext("Speakers"), "; ".join(self._speakers(transcript))),
            (words.gettext("Codings"), str(len(codings))),
            (words.gettext("Coders"), coders),
        )
        return tuple((label, value) for label, value in facts if value)

    def _said(self, transcript: Transcript) -> Iterator[str]:
        """Yield what a reader sees of a transcript besides the labels of those who speak."""
        yield transcript.title
        yield from (transcript.text(turn.text) for turn in transcript.turns)
        about = [(TargetKind.TRANSCRIPT, transcript.id)]
        about += (
            (TargetKind.CODING, c.memo_target.id) for c in self._codings.get(transcript.id, ())
        )
        yield from (memo.text for target in about for memo in self._memos.get(target, ()))
        for comment in self._comments.get(transcript.id, ()):
            yield from (comment.text, *(reply.text for reply in comment.replies))

    def _speakers(self, transcript: Transcript) -> Iterator[str]:
        """Yield each speaker once, with the role where the label does not tell, unit and place."""
        roles = role_words(self._words.gettext)
        here = place_of(transcript, None)
        seen = set()
        for speaker in transcript.speakers:
            label = self._people.label(transcript.id, speaker.name)
            role = roles[speaker.role].lower()
            place = place_of(transcript, speaker)
            about = [
                "" if label.lower().startswith(role) else role,
                unit_of(transcript, speaker),
                "" if place == here else place,
            ]
            told = ", ".join(filter(None, about))
            shown = f"{label} ({told})" if told else label
            if shown not in seen:
                seen.add(shown)
                yield shown

    def _marks(self, codings: Iterable[Coding]) -> tuple[CodeMark, ...]:
        """Return the stretches of each code, whoever set it; a code never overlaps itself."""
        by_code: dict[str, list[Coding]] = defaultdict(list)
        for coding in codings:
            by_code[coding.code].append(coding)
        marks = [
            CodeMark(Span(group[0].span.start, max(c.span.end for c in group)), shown)
            for code, same in by_code.items()
            if (shown := self._letters.get(code, "?"))
            for group in join(same)
        ]
        return tuple(sorted(marks, key=lambda mark: (mark.span, mark.letters)))

    def _legend(self, codings: Iterable[Coding], marks: Iterable[CodeMark]) -> tuple[Legend, ...]:
        used = {coding.code for coding in codings}
        counts = Counter(mark.letters for mark in marks)
        known = [code for code in self._book.codes if code.id in used]
        gone = sorted(used - {code.id for code in known})
        rows = [
            Legend(mark := self._letters[c.id], self._book.path(c.id), c.color, counts[mark])
            for c in known
        ]
        if gone:  # codes that are no longer in the codebook share one mark
            rows.append(Legend("?", ", ".join(gone), "", counts["?"]))
        return tuple(rows)


def margins(
    codings: Iterable[Coding],
    book: Codebook,
    memos: Mapping[tuple[TargetKind, str], Sequence[Memo]],
) -> tuple[Margin, ...]:
    """Return one comment for each coder and stretch, in the order of the text.

    Another coder's memo on a coding is a comment of that coder.
    """
    found: dict[tuple[Span, str], list[tuple[str, str, str]]] = {}
    for coding in codings:
        path = book.path(coding.code)
        about = memos.get((TargetKind.CODING, coding.memo_target.id), ())
        own = "\n".join(memo.text for memo in about if memo.coder == coding.coder)
        found.setdefault((coding.span, coding.coder), []).append((coding.at, path, own))
        for memo in about:
            if memo.coder != coding.coder:
                found.setdefault((coding.span, memo.coder), []).append((memo.at, path, memo.text))
    return tuple(
        Margin(span, coder, max(at for at, _path, _memo in said), tuple(s[1:] for s in said))
        for (span, coder), said in sorted(found.items())
    )


def _kinds(words: NullTranslations) -> Mapping[Kind, str]:
    return {
        Kind.INTERVIEW: words.gettext("Interview"),
        Kind.WORKSHOP: words.gettext("Workshop"),
        Kind.SURVEY: words.gettext("Survey"),
        Kind.DOCUMENT: words.gettext("Document"),
    }
