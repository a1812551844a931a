"""Markdown: its text without the marks, by way of the page it stands for. No I/O."""

import re
from collections.abc import Sequence

from kodeverk.corpus.importers import gate
from kodeverk.corpus.importers.encoding import decode
from kodeverk.corpus.importers.html import read_page
from kodeverk.corpus.importers.layouts import read_layout
from kodeverk.corpus.importers.reading import Job, Paragraph, Reading
from kodeverk.corpus.importers.txt import unwrap

_MAX_DEPTH = 100  # the parser drops what lies deeper, and we must not
_TAG = re.compile(r"<(?=/?([a-zA-Z][\w-]*)|[!?])")


def read(job: Job) -> Reading:
    """Return what a Markdown file holds; raises ImportRefused."""
    gate.check_text_size(len(job.data))
    text = job.notes.take(decode(job.data, job.encoding, job.notes))
    paragraphs = [Paragraph(unwrap(each.text), each.bold) for each in read_page(_page(text), job)]
    if not paragraphs:
        raise gate.no_text()
    segments, header = read_layout(paragraphs, job.notes, job.interviewers)
    return Reading(segments, header.title, header.date)


def _page(text: str) -> str:
    """Return the page that ``text`` stands for; raises ImportRefused.

    A line is a line, since people write turns below each other. Nothing may vanish: ``[Kari]: Ja``
    is what Kari says and no address for a link, and ``<ler>`` is a word.
    """
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": _MAX_DEPTH + 10})
    parser.enable(["table", "strikethrough"]).disable("reference")
    tokens = parser.parse(text)
    if any(token.level > _MAX_DEPTH for token in tokens):
        raise gate.too_complex()

    for token in tokens:
        if token.type == "fence" and len(token.info.split()) > 1:  # no name of a language
            token.content = f"{token.info.strip()}\n{token.content}"

    def html(_renderer: object, tokens: Sequence[Token], index: int, *_rest: object) -> str:
        return _known(tokens[index].content)

    for rule in ("html_inline", "html_block"):
        parser.add_render_rule(rule, html)
    return str(parser.renderer.render(tokens, parser.options, {}))


def _known(html: str) -> str:
    """Return ``html`` with what looks like a tag and is none as plain text."""
    from lxml.html.defs import tags

    def plain(match: re.Match[str]) -> str:
        name = match[1]
        return "&lt;" if name and name.lower() not in tags else "<"

    return _TAG.sub(plain, html)
