"""What the readers of small, known kinds of HTML share (noScribe, oTranscribe). No I/O."""

import re
from html.parser import HTMLParser

from kodeverk.corpus.importers import gate

BLOCKS = frozenset(
    ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "table", "ul", "ol", "blockquote")
)
_LOOSE = 1000
_SPACES = re.compile(r"[ \t]+")
_BLANKS = re.compile(r"[ \t\r\n]+")


def feed(parser: HTMLParser, text: str) -> None:
    """Let ``parser`` read ``text`` to its end; raises ImportRefused."""
    # What is opened and never closed is sought to the end of the text again and again.
    for opening, closing in (("<", ">"), ("<!--", "-->")):
        if text.count(opening) - text.count(closing) > _LOOSE:
            raise gate.too_complex()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError as error:  # all that ``html.parser`` raises, for a broken declaration
        raise gate.corrupt() from error


def collapse(text: str, *, lines: bool = False) -> str:
    """Return ``text`` with each run of white space as one blank; ``lines``: line breaks stay."""
    return (_SPACES if lines else _BLANKS).sub(" ", text)
