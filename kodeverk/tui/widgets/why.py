"""Why a code is suggested, in words: for the coding room's details and for the review room."""

from collections.abc import Mapping

from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message

from kodeverk.i18n import _, ngettext
from kodeverk.model import Reason, Standing, Suggestion
from kodeverk.suggest.asking import Earlier
from kodeverk.text import clean_line

STRONG, FAIR = 0.7, 0.5
_LONGEST = 160  # of an earlier quote: enough to see whether it is the same matter
_FEWEST = 5  # suggestions a record is told of
_LEAST = 12  # cells for words, however narrow the panel


class WhyScroll(VerticalScroll):
    """Holds the reasons, and tells when there is a place for them, or another than before."""

    class Fitted(Message):
        """It is shown, or has another size."""

    def on_show(self) -> None:
        """Tell that it is shown."""
        self.post_message(self.Fitted())

    def on_resize(self) -> None:
        """Tell that it has another size."""
        self.post_message(self.Fitted())


def strength(score: float) -> str:
    """Return a score as a word."""
    if score >= STRONG:
        return _("strong suggestion")
    return _("fair suggestion") if score >= FAIR else _("weak suggestion")


def record(standing: Standing | None) -> str:
    """Return in words how a code's last suggestions fared; empty if they are too few to tell."""
    if standing is None or standing.shown < _FEWEST:
        return ""
    return ngettext(
        "{accepted} of the last {shown} accepted",
        "{accepted} of the last {shown} accepted",
        standing.shown,
    ).format(accepted=standing.accepted, shown=standing.shown)


def hang(sign: Content, text: Content, width: int, indent: int = 0) -> Content:
    """Return ``text`` with ``sign`` before it, its rows of at most ``width`` cells below it.

    The rows stand as far in as the first; the last ends with a new line.
    """
    room = max(width - indent - sign.cell_length, _LEAST)
    rows = text.wrap(room) or [Content("")]
    left = Content(" " * (indent + sign.cell_length))
    first = Content(" " * indent) + sign + rows[0]
    return Content("\n").join([first, *(left + row for row in rows[1:]), Content("")])


def why(
    suggestion: Suggestion,
    standing: Standing | None,
    earlier: Mapping[str, Earlier],
    width: int,
    indent: int = 0,
) -> Content:
    """Return score, what spoke for the suggestion, what against, and the code's record.

    The rows are at most ``width`` cells, ``indent`` of them blank.
    """
    score = Content.assemble((strength(suggestion.score), "bold"), f" {suggestion.score:.2f}")
    if told := record(standing):
        score += Content.styled(f" · {told}", "dim")
    parts = [hang(Content(""), score, width, indent)]
    for reason in suggestion.reasons:
        sign = ("− ", "bold $text-error") if reason.against else ("+ ", "bold $text-success")
        parts.append(hang(Content.styled(*sign), _said(reason), width, indent))
        where = earlier.get(reason.coding)
        if where is not None:
            place = Content.styled(_place(where, reason.against), "dim")
            parts.append(hang(Content(""), place, width, indent + len(sign[0])))
    if all(reason.against for reason in suggestion.reasons):
        text = Content.styled(_("Only the sentences around it speak for it."), "dim")
        parts.append(hang(Content("  "), text, width, indent))
    return Content.assemble(*parts)


def _said(reason: Reason) -> Content:
    """Return in words what spoke for a suggestion or against it."""
    words = ", ".join(clean_line(word) for word in reason.words)
    titles = {
        "name": _("name"),
        "definition": _("definition"),
        "include": _("include"),
        "example": _("example"),
        "exclude": _("exclude (against)"),
        "cue": _("cue"),
        "counter_cue": _("counter-cue (against)"),
        "coding": _("like an earlier quote"),
        "beside": _("close to a quote with the code"),
        "rejection": _("like a rejected one"),
        "learned": _("learned from coding"),
    }
    title = titles.get(reason.kind, clean_line(reason.kind))
    text = Content.styled(f"{title}: " if words or reason.quote else title, "dim")
    if words:
        text += Content.styled(words, "bold")
    quote = clean_line(reason.quote)
    if quote:
        cut = quote if len(quote) <= _LONGEST else quote[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"
        text += Content.styled(f"{' ' if words else ''}«{cut}»", "italic")
    return text


def _place(where: Earlier, rejected: bool) -> str:
    """Return where an earlier quote stands, who says it and who decided on it."""
    coder = _("rejected by {coder}") if rejected else _("coded by {coder}")
    said = (where.title or where.transcript, where.speaker, coder.format(coder=where.coder))
    return " · ".join(clean_line(each) for each in said if each)
