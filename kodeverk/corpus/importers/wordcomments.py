"""The comments of a Word file: who wrote what about which text, what was answered. No I/O."""

import re
from collections.abc import Mapping, Sequence

from lxml.etree import _Element

from kodeverk.corpus.draft import DraftComment, DraftReply
from kodeverk.corpus.importers.edges import Anchor, placed
from kodeverk.corpus.importers.package import Package
from kodeverk.corpus.importers.placing import Letters
from kodeverk.corpus.importers.reading import Notes, Paragraph
from kodeverk.corpus.importers.wordxml import attribute, local, plain

_DATE = re.compile(r"[1-9]\d{3}-.{0,40}")


def read_comments(
    package: Package,
    folder: str,
    notes: Notes,
    anchors: Mapping[str, Anchor],
    raw: Sequence[Paragraph],
    letters: Letters,
) -> tuple[DraftComment, ...]:
    """Return the comments in the order of the file, each with its answers.

    ``anchors`` are places in ``raw``, the paragraphs as the file has them; ``letters`` knows where
    they went.
    """
    part = f"{folder}/comments.xml"
    if part not in package:
        return ()
    elements = [each for each in package.tree(part) if local(each) == "comment"]
    roots, done = _threads(elements, package, f"{folder}/commentsextended.xml")

    def text_of(element: _Element) -> str:
        return notes.take(plain(element)).strip()

    def author_of(element: _Element) -> str:
        name = attribute(element, "author") or attribute(element, "initials")
        return notes.take(name)

    replies: dict[int, list[DraftReply]] = {}
    for number, element in enumerate(elements):
        if roots[number] != number and (said := text_of(element)):
            reply = DraftReply(author_of(element), said, _date(element))
            replies.setdefault(roots[number], []).append(reply)
    comments = []
    for number, element in enumerate(elements):
        text, answers = text_of(element), tuple(replies.get(number, ()))
        if roots[number] == number and (text or answers):
            anchor = anchors.get(attribute(element, "id"))
            comment = DraftComment(
                author=author_of(element),
                text=text,
                date=_date(element),
                replies=answers,
                resolved=number in done,
            )
            comments.append(placed(comment, anchor, raw, letters))
    return tuple(comments)


def _date(element: _Element) -> str:
    """Return when a comment was written; LibreOffice writes the year 0 where it does not know."""
    found = _DATE.match(attribute(element, "date"))
    return found[0] if found else ""


def _threads(
    elements: Sequence[_Element], package: Package, part: str
) -> tuple[list[int], set[int]]:
    """Return for each comment the number of the one it answers (itself), and those resolved."""
    paragraphs = [
        [_any(inner, "paraId") for inner in element.iter() if local(inner) == "p"]
        for element in elements
    ]
    owner = {name: n for n, names in enumerate(paragraphs) for name in names if name}
    above: dict[int, int] = {}
    done: set[int] = set()
    for entry in package.tree(part) if part in package else ():
        number = owner.get(_any(entry, "paraId"))
        if local(entry) != "commentEx" or number is None:
            continue
        parent = owner.get(_any(entry, "paraIdParent"))
        if parent is not None:
            above[number] = parent
        if _any(entry, "done").lower() in ("1", "true", "on"):
            done.add(number)
    roots = []
    for number in range(len(elements)):
        at, seen = number, {number}
        while at in above and above[at] not in seen:
            at = above[at]
            seen.add(at)
        roots.append(number if above.get(at) is not None else at)  # in a ring nobody answers
    return roots, done


def _any(element: _Element, name: str) -> str:
    """Return an attribute of whatever namespace; empty if it is not there."""
    found = (value for key, value in element.items() if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))
