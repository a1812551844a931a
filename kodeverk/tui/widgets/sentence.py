"""What is on the sentence under the caret: codings, memos and suggestions, one of them marked."""

from collections.abc import Mapping, Sequence

from msgspec import field
from textual.content import Content

from kodeverk.i18n import _
from kodeverk.journal.comments import is_comment
from kodeverk.model import (
    Codebook,
    Coding,
    Comment,
    Memo,
    OriginKind,
    Standing,
    Suggestion,
    Value,
)
from kodeverk.suggest.asking import Earlier
from kodeverk.text import clean, clean_line
from kodeverk.tui.widgets.paint import readable
from kodeverk.tui.widgets.remark import proposed, shown
from kodeverk.tui.widgets.sheet import Sheet
from kodeverk.tui.widgets.why import why

_WIDE = 80  # cells, before the panel is laid out

Part = str | tuple[str, str] | Content
Item = Coding | Suggestion | Comment


class OnSentence(Value, frozen=True):
    """What touches a sentence, in the order it is gone through.

    ``comments`` are those with nothing to answer in ``suggestions``; ``proposing`` has all by id.
    """

    codings: tuple[Coding, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    memos: Mapping[str, Sequence[Memo]] = field(default_factory=dict)  # by coding id
    marked: Item | None = None
    held: bool = False  # no suggestion is shown here before the coder has gone on
    standings: Mapping[str, Standing] = field(default_factory=dict)  # by code
    earlier: Mapping[str, Earlier] = field(default_factory=dict)  # by coding or rejection
    comments: tuple[Comment, ...] = ()
    proposing: Mapping[str, Comment] = field(default_factory=dict)

    @property
    def items(self) -> tuple[Item, ...]:
        """All of them."""
        return (*self.codings, *self.suggestions, *self.comments)


class SentencePanel(Sheet):
    """The details at the right (below, on a narrow screen)."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._marked: Item | None = None

    def show(
        self, book: Codebook, marks: Mapping[str, str], colors: Mapping[str, str], on: OnSentence
    ) -> None:
        """Show what is on the sentence."""
        parts: list[Part] = []
        paper = self.background_colors[1]
        width = self.room if self.room > 0 else _WIDE
        marked = (0, 0)

        def name(code_id: str) -> str:
            code = book.get(code_id)
            return clean_line(code.name if code else code_id)

        for item in on.items:
            here = item is on.marked or item == on.marked
            sign = "▶ " if here else "  "
            before = len(parts)
            if isinstance(item, Comment):
                parts.append(shown(item, here, width))
                marked = (before, len(parts)) if here else marked
                continue
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
            elif is_comment(item.engine):
                parts += ["\n", proposed(on.proposing.get(item.engine), width)]
            else:
                standing = on.standings.get(item.code)
                parts += ["\n", why(item, standing, on.earlier, width, indent=4)]
            if here:
                marked = (before, len(parts))
        if not on.items:
            parts.append((_("Nothing is coded here."), "dim"))
        if on.held:
            text = _("Blind sample: suggestions wait until you go on, to see if they steer.")
            parts += ["" if on.items else "\n", ("◌ ", "bold"), (f"{text}\n", "italic")]
        self.put(Content.assemble(*parts))
        if on.marked != self._marked:  # else it stays where the person has scrolled it to
            self._marked = on.marked
            first, last = (self._height(parts[:at]) for at in marked)
            self.reveal(first, last - first)

    def _height(self, parts: Sequence[Part]) -> int:
        """Return how many rows ``parts``, which end in a new line, take up."""
        return self.count_rows(Content.assemble(*parts).rstrip("\n"))


def _origin(coding: Coding) -> str:
    score = coding.origin.score
    number = f" {score:.2f}" if score is not None else ""
    if coding.origin.kind is OriginKind.SUGGESTED:
        return " · " + _("accepted suggestion") + number
    if coding.origin.kind is OriginKind.EDITED:
        return " · " + _("changed suggestion") + number
    if coding.origin.kind is OriginKind.COMMENT:
        return " · " + _("from a comment")
    return ""
