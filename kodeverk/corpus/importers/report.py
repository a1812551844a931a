"""An Outcome as one JSON object, for scripts. No I/O."""

from kodeverk.corpus.canonical import compose
from kodeverk.corpus.draft import Outcome
from kodeverk.corpus.remarks import remarks
from kodeverk.text import clean_line


def to_json(outcome: Outcome) -> dict[str, object]:
    """Return what ``kodeverk import --json`` prints for one file.

    ``text`` is the body as it would be stored; times are whole milliseconds. ``selections`` is
    empty: no format that we read has codings of its own.
    """
    draft = outcome.draft
    text = compose(draft, "preview") if draft else None
    placed = remarks(draft, text) if draft and text else ()
    return {
        "file": outcome.file.encode("utf-8", "replace").decode("utf-8"),
        "outcome": outcome.outcome,
        "code": outcome.code,
        "message": outcome.message,
        "text": text.body if text else "",
        "warnings": [notice.code for notice in draft.notices] if draft else [],
        "turns": [
            {
                "speaker": turn.speaker,
                "start_ms": None if turn.time is None else round(turn.time * 1000),
                "text": turn.text,
            }
            for turn in (draft.turns if draft else ())
        ],
        "comments": [
            {
                "author": clean_line(comment.author),
                "text": comment.text,
                "quote": comment.quote,
                "date": clean_line(comment.date),
                "start": found.span.start if found.span else None,
                "end": found.span.end if found.span else None,
                "replies": [
                    {"author": each.author, "date": each.date, "text": each.text}
                    for each in comment.replies
                ],
                "resolved": comment.resolved,
            }
            for comment, found in zip(draft.comments if draft else (), placed, strict=True)
        ],
        "columns": [
            {
                "name": column.name,
                "letter": column.letter,
                "answers": column.answers,
                "mean_length": column.length,
                "chosen": column.use == "answer",
                "use": column.use,
                "why": column.why,
            }
            for column in (draft.columns if draft else ())
        ],
        "selections": [],
        "title": clean_line(draft.title) if draft else "",
        "kind": draft.kind.value if draft else "",
        "date": clean_line(draft.date) if draft else "",
        "language": draft.language if draft else "",
        "encoding": draft.encoding if draft else "",
        "importer": draft.importer if draft else "",
    }
