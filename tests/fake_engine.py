"""An engine for tests: it gives each sentence the probabilities it was told."""

from collections.abc import Mapping, Sequence

import numpy as np

from kodeverk.language import transcript_sentences
from kodeverk.model import Reason, Span, Standing, Suggestion, Transcript
from kodeverk.suggest import Material, Weighed


class Scored:
    """``scores`` are by text, a probability for each of ``codes``; other texts get none."""

    name = "fast-1"

    def __init__(
        self,
        scores: Mapping[str, Sequence[float]],
        silent: Sequence[str] = (),
        codes: tuple[str, ...] = ("a", "b", "c"),
    ) -> None:
        self._scores, self._silent, self._codes = scores, silent, codes

    def learn(self, material: Material, **_more: object) -> None:
        """Learn nothing."""

    def suggest(self, transcript: Transcript, **_more: object) -> tuple[Suggestion, ...]:
        """Suggest all from one half."""
        weighed = self.weigh(transcript)
        return tuple(
            self.explain(transcript, span, code)
            for span, row in zip(weighed.spans, weighed.scores, strict=True)
            for code, score in zip(weighed.codes, row, strict=True)
            if score >= 0.5 and code not in self._silent
        )

    def weigh(self, transcript: Transcript) -> Weighed:
        """Return what was told."""
        asking = {s.name for s in transcript.speakers if s.role.asks}
        spans = tuple(
            span
            for span in transcript_sentences(transcript)
            if (turn := transcript.turn_at(span.start)) and turn.speaker not in asking
        )
        none = [0.0] * len(self._codes)
        rows = [self._scores.get(transcript.text(span), none) for span in spans]
        return Weighed(spans, self._codes, np.array(rows).reshape(len(spans), len(self._codes)))

    def explain(self, transcript: Transcript, span: Span, code: str) -> Suggestion:
        """Say that the first word counted, and the last one against."""
        weighed = self.weigh(transcript)
        score = float(weighed.scores[weighed.spans.index(span), self._codes.index(code)])
        words = transcript.text(span).split()
        reasons = (Reason("definition", tuple(words[:1])), Reason("exclude", tuple(words[-1:])))
        return Suggestion(transcript.id, span, code, score, self.name, reasons)

    def standings(self) -> tuple[Standing, ...]:
        """Say that all are shown from one half, but those that are silent."""
        return tuple(
            Standing(code, 0.5, 3, 4, "unearned" if code in self._silent else "")
            for code in self._codes
        )
