"""Codings as one web page that needs nothing else: quotes under their codes, and no script."""

import re
from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import BinaryIO

from kodeverk.codebook.marks import letters
from kodeverk.coded import Row
from kodeverk.export.tables.about import About, Altered
from kodeverk.model import Memo

_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_STYLE = """
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 1.06rem/1.5 system-ui, "Segoe UI", sans-serif; }
h1, h2 { line-height: 1.2; color: #1f3864; }
h2 { margin-top: 2.5rem; }
.mark { display: inline-block; min-width: 1.6em; padding: 0 .25em; margin-right: .3em;
  border: 2px solid; border-radius: .25em; text-align: center; font-size: .8em; color: #1a1a1a; }
figure { margin: 1.2rem 0; }
blockquote { margin: 0; padding-left: 1rem; border-left: 4px solid #8eaadb; }
blockquote, .memo span, .definition { white-space: pre-wrap; }
figcaption, .memo, .definition { margin: .3rem 0 0 1.25rem; color: #404040; font-size: .93em; }
.definition { margin-left: 0; }
@media print { figure { break-inside: avoid; } h2 { break-after: avoid; } }
"""


def write(rows: Iterable[Row], file: BinaryIO, about: About) -> Altered:
    """Write the rows, which come by code, as quotes with their sources."""
    cleaned = 0
    for piece in _pieces(rows, about):
        kept = piece
        if _ILLEGAL.search(piece):
            kept = _ILLEGAL.sub("", piece)
            cleaned += 1
        file.write(kept.encode("utf-8"))
    return Altered(cleaned=cleaned)


def _pieces(rows: Iterable[Row], about: About) -> Iterator[str]:
    title, marks = escape(about.title), letters(about.book)
    yield (
        f'<!DOCTYPE html>\n<html lang="{about.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy"'
        " content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n"
    )
    for note in about.notes:
        yield f"<p>{escape(note)}</p>\n"
    for code_id, group in groupby(rows, key=attrgetter("code")):
        code = about.book.get(code_id)
        color = (code and code.color) or "#7f7f7f"
        mark = (
            f'<span class="mark" style="border-color: {escape(color)}">{escape(m)}</span> '
            if (m := marks.get(code_id))
            else ""
        )
        yield f"<section>\n<h2>{mark}{escape(about.book.path(code_id))}</h2>\n"
        if code and code.definition:
            yield f'<p class="definition">{escape(code.definition)}</p>\n'
        for there in about.quotes(group):
            language = there[0].language
            spoken = "" if language == about.language else f' lang="{escape(language)}"'
            yield (
                f'<figure id="{escape(there[0].coding)}">\n'
                f"<blockquote{spoken}>{escape(there[0].text)}</blockquote>\n"
                f"<figcaption>{escape(about.source(there))}</figcaption>\n"
            )
            for memo in about.memos(there):
                yield _memo(memo, about)
            yield "</figure>\n"
        yield "</section>\n"
    yield "</main>\n</body>\n</html>\n"


def _memo(memo: Memo, about: About) -> str:
    by = escape(about.memo_of(memo.coder))
    return f'<p class="memo"><strong>{by}</strong> <span>{escape(memo.text)}</span></p>\n'
