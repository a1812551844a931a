"""The comments of a Word file: who wrote what about which text, what was answered. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from lxml.etree import _Element

from kodeverk.corpus.draft import DraftComment, DraftReply
from kodeverk.corpus.importers.edges import Anchor
from kodeverk.corpus.importers.package import Package
from kodeverk.corpus.importers.placing import Letters, Place
from kodeverk.corpus.importers.reading import Notes, Paragraph
from kodeverk.corpus.importers.wordxml import attribute, local, plain
from kodeverk.text import canonical

_DATE = 40


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

    def place(given: Place | None) -> Place | None:
        """Return a place in the paragraphs as they were taken in."""
        if given is None or given[0] >= len(raw):
            return given
        return given[0], len(canonical(raw[given[0]].text[: given[1]]))

    replies: dict[int, list[DraftReply]] = {}
    for number, element in enumerate(elements):
        if roots[number] != number and (said := text_of(element)):
            reply = DraftReply(author_of(element), said, attribute(element, "date")[:_DATE])
            replies.setdefault(roots[number], []).append(reply)
    comments = []
    for number, element in enumerate(elements):
        text, answers = text_of(element), tuple(replies.get(number, ()))
        if roots[number] == number and (text or answers):
            anchor = anchors.get(attribute(element, "id"), Anchor(-1))
            comment = DraftComment(
                author=author_of(element),
                text=text,
                date=attribute(element, "date")[:_DATE],
                replies=answers,
                resolved=number in done,
            )
            edges = place(anchor.start), place(anchor.end), place(anchor.reference)
            comments.append(_placed(comment, *edges, anchor.cut, letters))
    return tuple(comments)


def _placed(
    comment: DraftComment,
    start: Place | None,
    end: Place | None,
    reference: Place | None,
    cut: bool,
    letters: Letters,
) -> DraftComment:
    end = end or reference  # a stretch without an end goes to where the comment is referred to
    if start is not None and end is not None and letters.quote(start, end):
        quote, said = letters.quote(start, end), letters.said(start, end)
        return replace(comment, quote=quote, said=said)
    point = reference or end or start
    if cut or point is None:  # about what was deleted, or about nothing
        return comment
    edges = letters.word(point)
    return replace(comment, quote=letters.quote(*edges), said=letters.said(*edges), point=True)


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
