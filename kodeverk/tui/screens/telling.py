"""What the review room says: how far it has come, the code and its reasons, why nothing waits."""

from textual.content import Content
from textual.widgets import Static

from kodeverk import codebook as books
from kodeverk.i18n import _, ngettext
from kodeverk.model import Codebook, Standing
from kodeverk.project import Project
from kodeverk.suggest.asking import Item, Order
from kodeverk.suggest.silence import silence
from kodeverk.text import clean, clean_line
from kodeverk.tui.screens.answering import Answering
from kodeverk.tui.widgets.codes import colors
from kodeverk.tui.widgets.paint import readable
from kodeverk.tui.widgets.why import hang, why

_BAR = 20  # cells

Notes = list[tuple[str, str, str]]  # text, the sign before it, how both look


class Telling(Answering):
    """The part of the review room that puts into words what stands around the segment."""

    def __init__(self, project: Project) -> None:
        super().__init__(project)
        self._standings: dict[str, Standing] = {}
        self._awaited = True  # no queue has come yet
        self._failed = False

    def _dress(self) -> None:
        book = self.project.codebook
        self._marks, self._colors = books.letters(book), colors(book)

    @property
    def dressed(self) -> tuple[Codebook, dict[str, str], dict[str, str]]:
        """The codebook, its letters, and its colours as they can be read."""
        paper = self.background_colors[1]
        shown = {code: readable(color, paper) for code, color in self._colors.items()}
        return self.project.codebook, self._marks, shown

    def _title(self) -> None:
        orders = {
            Order.SUREST: _("surest first"),
            Order.UNCERTAIN: _("most uncertain first"),
            Order.CODE: _("by code"),
            Order.TRANSCRIPT: _("by transcript"),
        }
        facts = [orders[self.round.order]]
        if self.round.transcripts:
            count = len(self.round.transcripts)
            facts.append(ngettext("{n} transcript", "{n} transcripts", count).format(n=count))
        if self.round.code:
            facts.append(_("only “{code}”").format(code=self.code_name(self.round.code)))
        self.head(_("Review"), " · ".join(facts))

    def _tally(self) -> None:
        tally, left = self.round.tally, self.round.left
        done = sum(tally.values())
        parts: list[str | tuple[str, str]] = []
        for count, text, style in (
            (tally["accepted"], _("accepted"), "$text-success"),
            (tally["edited"], _("edited"), "$text-warning"),
            (tally["rejected"], _("rejected"), "$text-error"),
            (len(self.round.skipped), _("skipped"), ""),
        ):
            if count or text == _("accepted"):
                parts += [(f" {count}", f"bold {style}".strip()), (f" {text} ", "dim")]
        if done + left and not self._awaited:
            full = round(_BAR * done / (done + left))
            parts += [
                (" " + "━" * full, "bold $text-success"),
                ("━" * (_BAR - full), "dim"),
                (" " + ngettext("{n} left", "{n} left", left).format(n=left), "bold"),
            ]
        line = Content.assemble(*parts)
        if (transcript := self.transcript) is not None:
            where = Content.styled(clean_line(transcript.title or transcript.id), "dim")
            room = self.size.width - line.cell_length - 3
            where = where.truncate(max(room, 0), ellipsis=True)
            line += Content(" " * (room - where.cell_length + 2)) + where
        self.query_one("#tally", Static).update(line, layout=False)

    def _reasons(self, item: Item, width: int) -> Content:
        """Return the code, its definition, why it is suggested, and how far it has come."""
        book = self.project.codebook
        code = book.get(item.code)
        color = readable(self._colors.get(item.code, ""), self.background_colors[1])
        style = f"bold {color}".strip()
        mark = clean_line(self._marks.get(item.code, ""))
        name = Content.styled(self.code_name(item.code), style)
        if code and code.parent:
            name += Content.styled(f"  {clean_line(book.path(code.parent))}", "dim")
        parts = [hang(Content.styled(f"┃{mark} ", style), name, width)]
        if code and code.definition:
            parts.append(Content(clean(code.definition).strip() + "\n"))
        standing = self._standings.get(item.code)
        parts += [Content("\n"), why(self.suggestion(item), standing, self.earlier, width)]
        notes = [(told, "", "dim italic") for told in (silence(standing),) if told]
        notes += [*self._like(item), *self._left(item.code)]
        for n, (text, sign, look) in enumerate(notes):
            if not n:
                parts.append(Content("\n"))
            parts.append(hang(Content.styled(sign, look), Content.styled(text, look), width))
        return Content.assemble(*parts).rstrip("\n")

    def _like(self, item: Item) -> Notes:
        """Return what is near-identical to the segment, or to the one answered last."""
        again = self.round.repeatable
        if any(other.place == item.place for other in again):
            text = ngettext(
                "Nearly the same as the one just answered: “d” gives it the same answer.",
                "Nearly the same as the one just answered: “d” gives all {n} the same answer.",
                len(again),
            )
            return [(text.format(n=len(again)), "≈ ", "bold $text-accent")]
        if not self.round.alike:
            return []
        count = len(self.round.alike)
        text = ngettext(
            "{n} more says nearly the same; “d” after the answer gives it the same.",
            "{n} more say nearly the same; “d” after the answer gives them the same.",
            count,
        )
        return [(text.format(n=count), "≈ ", "$text-accent")]

    def _left(self, code: str) -> Notes:
        progress = self.round.progress(code)
        if progress is None:
            return []
        found = ngettext("{n} found", "{n} found", progress.found).format(n=progress.found)
        waiting = ngettext("{n} waits here", "{n} wait here", progress.waiting)
        facts = [found, waiting.format(n=progress.waiting)]
        left = progress.left
        if left is not None:
            text = _("about {n} more where nobody has read ({low}–{high})")
            facts.append(text.format(n=round(left.expected), low=left.low, high=left.high))
        notes = [(" · ".join(facts), "", "dim")]
        if left is not None and progress.enough:
            hint = _(
                "The last {n} answers gave nothing new, and hardly more than {high} are left: "
                "it may be enough for this code. A hint, not a rule."
            )
            text = hint.format(n=progress.barren, high=left.high)
            notes.append((text, "✓ ", "bold $text-success"))
        return notes

    def _nothing(self) -> str:
        """Return why there is no segment, and what to do."""
        if not self.project.transcript_ids:
            return _("There are no transcripts yet. Go back with Esc; F3 imports files.")
        if not any(code.codable for code in self.project.codebook.codes):
            return _("The codebook has no codes yet. Go back with Esc; F2 opens the codebook.")
        if self._failed:
            return _("There are no suggestions: the engine failed. Coding works as before.")
        if self._awaited:
            return _("Reading the transcripts and looking for suggestions …")
        if self.round.skipped:
            return _("You have been through all. “p” goes back to those you skipped.")
        lines = [_("Nothing waits for an answer here. Well done!")]
        if not sum(self.round.tally.values()):
            lines = [_("No suggestion waits for an answer here.")]
        if self.round.transcripts or self.round.code:
            lines.append(_("“v” and “k” choose other transcripts and codes."))
        if self.round.order is not Order.UNCERTAIN:
            lines.append(_("“r” shows the most uncertain: answers there teach the most."))
        quiet = [each for each in self._standings.values() if each.silent]
        if quiet:
            lines.append(
                ngettext(
                    "{n} code is silent so far: cues in the codebook (F2) and coding help it.",
                    "{n} codes are silent so far: cues in the codebook (F2) and coding help them.",
                    len(quiet),
                ).format(n=len(quiet))
            )
        return "\n\n".join(lines)
