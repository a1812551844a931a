"""Why a code is suggested, in words: for the coding room's details and for the review room."""

from collections.abc import Mapping

from textual.content import Content

from kodeverk.i18n import _, ngettext
from kodeverk.model import Reason, Standing, Suggestion
from kodeverk.suggest.asking import Earlier
from kodeverk.text import clean_line

STRONG, FAIR = 0.7, 0.5
AGAINST = frozenset({"exclude", "counter_cue", "rejection"})
_LONGEST = 160  # of an earlier quote: enough to see whether it is the same matter

Parts = list[str | tuple[str, str]]


def strength(score: float) -> str:
    """Return a score as a word."""
    if score >= STRONG:
        return _("strong suggestion")
    return _("fair suggestion") if score >= FAIR else _("weak suggestion")


def record(standing: Standing | None) -> str:
    """Return in words how a code's last suggestions fared; empty if none was answered."""
    if standing is None or not standing.shown:
        return ""
    return ngettext(
        "{accepted} of the last {shown} accepted",
        "{accepted} of the last {shown} accepted",
        standing.shown,
    ).format(accepted=standing.accepted, shown=standing.shown)


def silence(standing: Standing | None) -> str:
    """Return in words why a code is not suggested; empty if it is."""
    if standing is None or not standing.silent:
        return ""
    reasons = {
        "no_words": _("Not suggested: neither definition, cues nor codings say enough yet."),
        "unearned": _("Not suggested yet: on what is coded it was not right often enough."),
        "record": _("Not suggested for now: it was rejected too often of late."),
    }
    return reasons.get(standing.silent, _("Not suggested."))


def why(
    suggestion: Suggestion,
    standing: Standing | None = None,
    earlier: Mapping[str, Earlier] | None = None,
    indent: str = "",
) -> Parts:
    """Return score, what spoke for the suggestion, what against, and the code's record."""
    parts: Parts = [f"{indent}", (strength(suggestion.score), "bold"), f" {suggestion.score:.2f}"]
    told = record(standing)
    parts.append((f" · {told}\n" if told else "\n", "dim"))
    for reason in suggestion.reasons:
        against = reason.kind in AGAINST
        sign = ("− ", "bold $text-error") if against else ("+ ", "bold $text-success")
        parts += [indent, sign, *_said(reason), "\n"]
        where = (earlier or {}).get(reason.coding)
        if where is not None:
            parts.append((f"{indent}  {_place(where, against)}\n", "dim"))
    if not any(reason.kind not in AGAINST for reason in suggestion.reasons):
        parts.append((f"{indent}  {_('Only the sentences around it speak for it.')}\n", "dim"))
    return parts


def _said(reason: Reason) -> Parts:
    """Return in words what spoke for a suggestion or against it."""
    words = ", ".join(clean_line(word) for word in reason.words)
    titles = {
        "name": _("name"),
        "definition": _("definition"),
        "include": _("include"),
        "example": _("example"),
        "exclude": _("exclude (against)"),
        "cue": _("cue"),
        "counter_cue": _("counter-cue"),
        "coding": _("like an earlier quote"),
        "rejection": _("like a rejected one"),
        "learned": _("learned"),
    }
    title = titles.get(reason.kind, reason.kind)
    parts: Parts = [(f"{title}: " if words or reason.quote else title, "dim")]
    if words:
        parts.append((words, "bold"))
    quote = clean_line(reason.quote)
    if quote:
        cut = quote if len(quote) <= _LONGEST else quote[: _LONGEST - 2].rsplit(" ", 1)[0] + " …"
        parts.append((f" «{cut}»" if words else f"«{cut}»", "italic"))
    return parts


def _place(where: Earlier, rejected: bool) -> str:
    """Return where an earlier quote stands, who says it and who decided on it."""
    coder = _("rejected by {coder}") if rejected else _("coded by {coder}")
    said = [clean_line(where.title or where.transcript), clean_line(where.speaker)]
    return " · ".join(
        [*(each for each in said if each), coder.format(coder=clean_line(where.coder))]
    )


def panel(parts: Parts) -> Content:
    """Return ``parts`` as one text without blank lines at its end."""
    return Content.assemble(*parts).rstrip("\n")
