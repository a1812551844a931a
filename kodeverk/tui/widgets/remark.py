"""How a comment from a document is shown: who, when, what, and what was answered."""

from datetime import datetime

from textual.content import Content

from kodeverk.i18n import _
from kodeverk.model import Comment
from kodeverk.text import clean, clean_line
from kodeverk.tui.widgets.why import hang

SIGN = "✎"
_INDENT = 4


def day(date: str) -> str:
    """Return the day of a moment as people write it; nothing where there is none."""
    try:
        moment = datetime.fromisoformat(date)
    except ValueError:
        return clean_line(date)[:10]
    return _("{day}.{month}.{year}").format(day=moment.day, month=moment.month, year=moment.year)


def heading(comment: Comment) -> str:
    """Return who wrote a comment, and on which day."""
    author = clean_line(comment.author) or _("somebody")
    return " ".join(filter(None, (author, day(comment.date))))


def proposed(comment: Comment | None, width: int) -> Content:
    """Return who proposes a code, in which words, for below its name."""
    if comment is None:
        return Content("")
    who = _("proposed by {who} in a document").format(who=heading(comment))
    return Content.assemble(
        hang(Content(""), Content.styled(who, "dim"), width, _INDENT), _said(comment, width)
    )


def shown(comment: Comment, here: bool, width: int) -> Content:
    """Return a comment as a whole; ``here``: it is what a key acts on."""
    head = Content.assemble(
        (f"{_('Comment')}, {heading(comment)}", "bold"),
        ("  " + _("(resolved)") if comment.resolved else "", "dim"),
    )
    sign = Content.assemble(("▶ " if here else "  ", "bold $text-accent"), (f"{SIGN} ", "bold"))
    said = _said(comment, width)
    return Content.assemble(
        hang(sign, head, width), said.stylize("dim") if comment.resolved else said
    )


def _said(comment: Comment, width: int) -> Content:
    parts = [hang(Content(""), Content(clean(comment.text)), width, _INDENT)]
    for reply in comment.replies:
        who = " ".join(filter(None, (clean_line(reply.author), day(reply.date))))
        said = Content.assemble((f"{who}: ", "bold"), clean(reply.text))
        parts.append(hang(Content("↳ "), said, width, _INDENT))
    return Content.assemble(*parts)
