"""What the picking room shows, as text: a line for a quote, and who is heard."""

from collections.abc import Iterable, Mapping

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from kodeverk.analysis.picks import Against, BalanceRow, Counter, Heard, Pick
from kodeverk.i18n import _, active, ngettext
from kodeverk.model import MarkKind
from kodeverk.report import Quote
from kodeverk.text import clean, clean_line

SIGNS: Mapping[MarkKind, str] = {MarkKind.NONE: " ", MarkKind.BEST: "★", MarkKind.COUNTER: "◇"}
_LONGEST = 260  # letters of a quote in the list; the panel beside it has all of it
_NUMBER = 8  # columns


def quote_line(pick: Pick, coder: str) -> Content:
    """Return a quote for the list: how it is marked, where it is from, what is said."""
    sign = SIGNS[pick.kind(coder)]
    others = "".join(sorted({SIGNS[mark.kind] for mark in pick.others(coder) if mark.kind}))
    words = len(pick.quote.text.split())
    facts = [clean_line(pick.quote.source.text)]
    facts.append(ngettext("{n} word", "{n} words", words).format(n=words))
    if not pick.shown:
        facts.append(_("not in the report as chosen"))
    return Content.assemble(
        (f"{sign} ", "bold $text-warning"),
        (f"({others}) " if others else "", "$text-warning"),
        (" · ".join(facts), "bold" if pick.shown else "dim"),
        "\n  ",
        _said(pick.quote),
    )


def counter_line(counter: Counter, name: str) -> Content:
    """Return an example to the contrary for the list; ``name`` is that of its code."""
    why = {
        Against.MARKED: _("marked as an example to the contrary"),
        Against.REJECTED: _("the code was suggested here and rejected"),
        Against.OPPOSITE: _("coded with “{code}”").format(code=clean_line(name)),
    }[counter.against]
    return Content.assemble(
        ("◇ ", "bold $text-warning"),
        (why, "$text-primary"),
        (f" · {clean_line(counter.quote.source.text)}", "bold"),
        "\n  ",
        _said(counter.quote),
    )


def _said(quote: Quote) -> str:
    text = clean_line(quote.text.replace("\n", " "))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


def question(quote: Quote) -> Content:
    """Return what the interviewer had asked, if that is wanted."""
    if quote.question is None:
        return Content("")
    asked = f"{quote.question.speaker}: {quote.question.shown}"
    return Content.styled(clean(asked).strip(), "italic dim")


def balance_table(rows: Iterable[BalanceRow], width: int) -> Content:
    """Return who is heard, a line each: words, quotes shown, and the part the words would give."""
    heads = (_("Words"), _("Quotes"), _("Part"))
    verdicts = {
        Heard.MUCH: "▲ " + _("much"),
        Heard.LITTLE: "▼ " + _("little"),
        Heard.AS_MUCH: "",
    }
    room = max(10, width - len(heads) * _NUMBER - 9)
    lines = [Content.styled(" " * room + "".join(map(_right, heads)), "bold $text-primary")]
    for row in rows:
        name = clean_line(row.name) or _("not given")
        if cell_len(name) > room:
            name = set_cell_size(name, room - 1) + "…"
        part = f"{row.part:.1f}".replace(".", "," if active() == "nb" else ".")
        numbers = (f"{row.words}", f"{row.quotes}", part)
        lines.append(
            Content.assemble(
                set_cell_size(name, room),
                "".join(map(_right, numbers)),
                (f" {verdicts[row.heard]}", "bold $text-warning"),
            )
        )
    return Content("\n").join(lines)


def _right(text: str) -> str:
    cut = set_cell_size(text, _NUMBER - 1).rstrip()
    return " " * (_NUMBER - cell_len(cut)) + cut
