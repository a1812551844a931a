"""The fold of comments from documents: the same in any order and with duplicates, as all of it is.

A comment is nobody's coding: whoever takes it in, it is there once, and whoever puts it away puts
it away for all. Its id is made of what it says, so that two who take in the same document add the
same one.
"""

from collections import defaultdict
from hashlib import blake2b

import msgspec

from kodeverk.journal.events import Commented, Removed, new_id
from kodeverk.model import Comment, Reply, Span

PREFIX = "comment-"
"""What the id of a comment, and of no other event, begins with."""
_SIZE = 16

_Key = tuple[str, str, str, str, int]


def is_comment(event_id: str) -> bool:
    """Tell whether an id, or the engine of an origin, is that of a comment."""
    return event_id.startswith(PREFIX)


def fresh_id() -> str:
    """Return an id for a comment that was there before."""
    return f"{PREFIX}{new_id()[:_SIZE]}"


def made_id(comment: Comment) -> str:
    """Return the id that ``comment`` has wherever it is taken in."""
    said = comment.transcript, comment.digest, comment.span, *_key_of(comment)[1:]
    data = msgspec.json.encode((*said, comment.replies, comment.resolved))
    return f"{PREFIX}{blake2b(data, digest_size=_SIZE // 2).hexdigest()}"


def commented(comment: Comment, id: str, at: str) -> Commented:
    """Return the event that takes ``comment`` in under that id."""
    span = comment.span or Span(0, 0)
    return Commented(
        n=0,
        id=id,
        at=at,
        transcript=comment.transcript,
        digest=comment.digest,
        start=span.start,
        end=span.end,
        author=comment.author,
        date=comment.date,
        text=comment.text,
        replies=[(reply.author, reply.date, reply.text) for reply in comment.replies],
        resolved=comment.resolved,
        source=comment.source,
        nth=comment.nth,
    )


class Comments:
    """What was taken in, and what of it was put away."""

    def __init__(self) -> None:
        self._added: dict[str, tuple[str, Commented]] = {}
        self._by_key: dict[str, dict[_Key, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._removed: dict[str, bool] = {}  # by a person, and not only by an undo

    def add(self, coder: str, event: Commented) -> None:
        """Take in what ``coder`` took in; of two who took in the same one the first counts."""
        known = self._added.get(event.id)
        if known is None or (event.at, coder) < (known[1].at, known[0]):
            self._added[event.id] = coder, event
        self._by_key[event.transcript][_key(event)].add(event.id)

    def remove(self, event: Removed) -> str:
        """Put a comment away; return the transcript it is on, empty if that is not known yet."""
        by_hand = not event.undoes
        self._removed[event.target] = self._removed.get(event.target, False) or by_hand
        known = self._added.get(event.target)
        return known[1].transcript if known else ""

    def added(self, comment_id: str) -> Commented | None:
        """Return the comment that was taken in under that id, whether it stands or not."""
        known = self._added.get(comment_id)
        return known[1] if known else None

    def standing(self, event: Commented) -> list[str]:
        """Return the ids under which ``event``, or the same comment, stands today."""
        ids = self._by_key[event.transcript][_key(event)]
        return sorted(each for each in ids if each not in self._removed)

    def put_away(self, comment: Comment) -> bool:
        """Tell whether a person has put ``comment`` away, as it is."""
        ids = self._by_key[comment.transcript].get(_key_of(comment), ())
        return any(
            self._removed.get(each, False) and _same(_comment(*self._added[each]), comment)
            for each in ids
        )

    def transcripts(self) -> tuple[str, ...]:
        """Return the ids of the transcripts that have comments."""
        return tuple(sorted(name for name in list(self._by_key) if self.on(name)))

    def on(self, transcript: str) -> list[Comment]:
        """Return the comments that stand on ``transcript``, each as it was taken in last."""
        found = []
        for ids in list(self._by_key.get(transcript, {}).values()):
            live = [self._added[each] for each in ids if each not in self._removed]
            if live:
                found.append(max(live, key=lambda entry: (entry[1].at, entry[1].id)))
        return [_comment(*entry) for entry in found]


def _same(one: Comment, other: Comment) -> bool:
    return (one.replies, one.resolved) == (other.replies, other.resolved)


def _key(event: Commented) -> _Key:
    return event.transcript, event.author, event.date, event.text, event.nth


def _key_of(comment: Comment) -> _Key:
    return comment.transcript, comment.author, comment.date, comment.text, comment.nth


def _comment(coder: str, event: Commented) -> Comment:
    return Comment(
        event.id,
        event.transcript,
        event.digest,
        Span(event.start, event.end) if 0 <= event.start < event.end else None,
        event.author,
        event.date,
        event.text,
        tuple(Reply(*reply) for reply in event.replies),
        event.resolved,
        event.source,
        event.nth,
        coder,
        event.at,
    )
