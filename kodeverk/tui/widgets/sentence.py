"""What is on the sentence under the caret: codings, memos and suggestions, one of them marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from textual.content import Content
from textual.geometry import Region
from textual.widget import Widget
from textual.widgets import Static

from kodeverk.i18n import _
from kodeverk.model import Codebook, Coding, Memo, OriginKind, Reason, Suggestion
from kodeverk.text import clean, clean_line
from kodeverk.tui.widgets.paint import readable

STRONG, FAIR = 0.7, 0.5


@dataclass(frozen=True)
class OnSentence:
    """The codings and suggestions that touch a sentence, in the order they are gone through."""

    codings: tuple[Coding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    memos: Mapping[str, Sequence[Memo]] = field(default_factory=dict)  # by coding id
    marked: Coding | Suggestion | None = None
    held: bool = False  # no suggestion is shown here before the coder has gone on

    @property
    def items(self) -> tuple[Coding | Suggestion, ...]:
        """All of them."""
        return (*self.codings, *self.suggestions)


def strength(score: float) -> str:
    """Return a score as a word."""
    if score >= STRONG:
        return _("strong suggestion")
    return _("fair suggestion") if score >= FAIR else _("weak suggestion")


class SentencePanel(Static):
    """The details at the right (below, on a narrow screen)."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)
        self._marked: Coding | Suggestion | None = None

    def show(
        self, book: Codebook, marks: Mapping[str, str], colors: Mapping[str, str], on: OnSentence
    ) -> None:
        """Show what is on the sentence."""
        parts: list[str | tuple[str, str]] = []
        paper = self.background_colors[1]
        marked = (0, 0)

        def name(code_id: str) -> str:
            code = book.get(code_id)
            return clean_line(code.name if code else code_id)

        for item in on.items:
            here = item is on.marked or item == on.marked
            sign = "▶ " if here else "  "
            before = len(parts)
            bar = "┆" if isinstance(item, Suggestion) else "┃"
            color = readable(colors.get(item.code, ""), paper)
            parts += [
                (sign, "bold $text-accent"),
                (f"{bar}{clean_line(marks.get(item.code, ''))} ", f"bold {color}".strip()),
                (name(item.code), "bold" if isinstance(item, Coding) else "italic"),
            ]
            if isinstance(item, Coding):
                parts += [f"\n    {clean_line(item.coder)}", (_origin(item), "dim"), "\n"]
                for memo in on.memos.get(item.id, ()):
                    parts += [("    ✎ ", "bold"), f"{clean_line(memo.coder)}: "]
                    parts.append(clean(memo.text) + "\n")
            else:
                parts.append((f"\n    {strength(item.score)} {item.score:.2f}\n", "dim"))
                for reason in item.reasons:
                    parts.append(f"    {said(reason)}\n")
            if here:
                marked = (before, len(parts))
        if not on.items:
            parts.append((_("Nothing is coded here."), "dim"))
        if on.held:
            why = _("Blind sample: suggestions wait until you go on, to see if they steer.")
            parts += ["" if on.items else "\n", ("◌ ", "bold"), (f"{why}\n", "italic")]
        self.update(Content.assemble(*parts), layout=True)
        if on.marked != self._marked:  # else it stays where the person has scrolled it to
            self._marked = on.marked
            first, last = (self._rows(parts[:at]) for at in marked)
            self.call_after_refresh(self._reveal, first, last - first)

    def _rows(self, parts: Sequence[str | tuple[str, str]]) -> int:
        """Return how many rows ``parts``, which end in a new line, take up."""
        text = Content.assemble(*parts).rstrip("\n")
        return text.get_height({}, max(self.size.width, 1)) if text.plain else 0

    def _reveal(self, row: int, height: int) -> None:
        """Scroll to what is marked; its beginning, where all of it does not fit."""
        box = self.parent
        if isinstance(box, Widget):
            height = min(height, box.size.height)
            box.scroll_to_region(Region(0, row, 1, height), animate=False, force=True)


def _origin(coding: Coding) -> str:
    score = coding.origin.score
    number = f" {score:.2f}" if score is not None else ""
    if coding.origin.kind is OriginKind.SUGGESTED:
        return " · " + _("accepted suggestion") + number
    if coding.origin.kind is OriginKind.EDITED:
        return " · " + _("changed suggestion") + number
    return ""


def said(reason: Reason) -> str:
    """Return in words what spoke for a suggestion."""
    words = ", ".join(clean_line(word) for word in reason.words)
    titles = {
        "name": _("name"),
        "definition": _("definition"),
        "include": _("include"),
        "example": _("example"),
        "exclude": _("exclude (against)"),
        "coding": _("like an earlier quote"),
    }
    title = titles.get(reason.kind, reason.kind)
    quote = clean_line(reason.quote)
    if len(quote) > 90:
        quote = quote[:88] + " …"
    tail = f" «{quote}»" if quote else ""
    return f"{title}: {words}{tail}" if words else f"{title}:{tail}"
