"""Makes a report that came back new, and leaves all that people wrote as it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from gettext import NullTranslations

from lxml.etree import _Element

from kodeverk.export.blocks import DRAWING, PICTURE_NAME
from kodeverk.export.readback import W, bookmark
from kodeverk.export.returned import signs
from kodeverk.export.returned.comparing import Comparison, Found, State
from kodeverk.export.returned.container import Docx
from kodeverk.export.returned.doing import SHOWN_IN_FIGURES, Doing, Refreshed, Step
from kodeverk.export.returned.fresh import Fresh
from kodeverk.export.returned.manifest import Manifest, Written
from kodeverk.export.returned.placing import Placing, last_of
from kodeverk.export.returned.reading import Reading, Spot
from kodeverk.export.returned.study import Again, Today
from kodeverk.export.returned.surgery import Surgery, paragraph, said, table_after
from kodeverk.i18n import translator
from kodeverk.report import Quote

_Q = f"{{{W}}}"
_TRACKED = tuple(f"{_Q}{name}" for name in ("ins", "del", "moveFrom", "moveTo"))
_COMMENTED = (f"{_Q}commentRangeStart", f"{_Q}commentReference")


def refresh(
    document: Docx,
    reading: Reading,
    comparison: Comparison,
    manifest: Manifest,
    again: Again,
    now: datetime,
) -> Refreshed:
    """Make ``document`` new from the study; nothing is written to the disk."""
    return _Refreshing(document, reading, comparison, manifest, again, now).result()


class _Refreshing:
    def __init__(
        self,
        document: Docx,
        reading: Reading,
        comparison: Comparison,
        manifest: Manifest,
        again: Again,
        now: datetime,
    ) -> None:
        self.reading = reading
        self.comparison = comparison
        self.manifest = manifest
        self.again = again
        self.now = now
        self.words: NullTranslations = translator(manifest.options.language)
        self.today = Today(manifest, again)
        self.surgery = Surgery(document.root)
        self.every = Fresh(again.every, now, document, reading)
        same = again.shown == again.every
        self.shown = self.every if same else Fresh(again.shown, now, document, reading)
        self.written = {each.id: each for each in manifest.quotes}
        self.spots: dict[str, list[Spot]] = {}
        for spot in reading.spots:
            self.spots.setdefault(spot.name, []).append(spot)
        self.digests = dict(manifest.blocks)
        """Digests of the notes of ours beside quotes, and of what counts."""
        self.steps: list[Step] = []
        self.settled = False

    def result(self) -> Refreshed:
        for found in self.comparison.found:
            self._settle(found)
            self._old(found)
        fresh = self._new()
        blocks = {**self.digests, **self._headings(), **self._counts()}
        blocks |= {**self._tables(), **self._shown()}
        manifest = replace(self.manifest, quotes=fresh, blocks=blocks)
        if self._has_figures() and any(s.doing in SHOWN_IN_FIGURES for s in self.steps):
            self._do(Doing.FIGURES_LEFT)
        return Refreshed(manifest, self.steps, self.settled)

    def _has_figures(self) -> bool:
        pictures = self.surgery.root.iter(f"{{{DRAWING}}}docPr")
        return any(str(each.get("name")).startswith(PICTURE_NAME) for each in pictures)

    def _do(self, doing: Doing, quote: str = "", text: str = "", theme: str = "") -> None:
        self.steps.append(Step(doing, quote, text, theme))

    # Quotes that were there

    def _settle(self, found: Found) -> None:
        """Let a quote that a person has pointed out have its id, and nothing else have it."""
        spot, name = found.spot, bookmark(found.id)
        if spot is None:
            return
        if spot.name != name or found.copies:
            for other in (*self.reading.spots, *self.reading.endless):
                if other is not spot and other.name == name:
                    self.surgery.forget(other.start)
                    self.settled = True
        self.settled = self.settled or spot.name != name
        if spot.name and spot.name != name:
            spot.start.set(f"{_Q}name", name)
        elif not spot.name:
            self.surgery.bookmark(name, [line.element for line in spot.lines])

    def _old(self, found: Found) -> None:
        if found.state.unclear:
            self._do(Doing.UNCLEAR, found.id, text=found.text or "")
            return
        if found.spot is None or found.state is State.MARKED:
            return
        quote = self.today.quote(found.written)
        if quote is None:
            self._gone(found)
            return
        self._back(found)
        if self.again.code(found.written.code) != self.today.code(quote):
            self._do(Doing.RECODED, found.id, theme=self.today.code(quote))
        salt = self.manifest.report
        text = signs.digest(self._text(quote), salt)
        if text != found.written.digest:
            if found.untouched and found.spot.name:
                self._update(found, quote, text)
            elif signs.digest(found.spot.text, salt) != text:
                self._do(Doing.EDITED, found.id, text=quote.text)
        self._source(found, quote)

    def _text(self, quote: Quote) -> str:
        spot = self.every.spot(bookmark(quote.id))
        return spot.text if spot else quote.text

    def _update(self, found: Found, quote: Quote, text: str) -> None:
        spot = found.spot
        lines = self.every.lines(bookmark(quote.id))
        if spot is None or not lines:
            return
        self.surgery.rewrite(spot, lines)
        was = self.written[found.id]
        codings = tuple(dict.fromkeys((*was.codings, *quote.codings)))
        self.written[found.id] = _with(was, digest=text, lines=len(lines), codings=codings)
        self._do(Doing.UPDATED, found.id, text=quote.text)

    def _source(self, found: Found, quote: Quote) -> None:
        """Make the source line new, if nobody has touched it."""
        spots = self.spots.get(f"{signs.SOURCE}{signs.label(found.id)}", [])
        fresh = self.every.spot(f"{signs.SOURCE}{signs.label(quote.id)}")
        if len(spots) != 1 or fresh is None or not _ours(spots[0]):
            return
        salt, spot = self.manifest.report, spots[0]
        new = signs.digest(fresh.text, salt)
        if signs.digest(spot.text, salt) == found.written.source != new:
            self.surgery.rewrite(spot, self.every.lines(fresh.name))
            self.written[found.id] = _with(self.written[found.id], source=new)
            self._do(Doing.SOURCE, found.id, text=fresh.text)

    # Quotes that are gone from the study, and come again

    def _gone(self, found: Found) -> None:
        """Say beside a quote that it does not stand in the study any more."""
        joined = found.id in self.today.joined
        if not joined and self.today.held(found.written):
            self._do(Doing.HELD, found.id, text=found.spot.text if found.spot else "")
            return
        name = f"{signs.WITHDRAWN}{signs.label(found.id)}"
        if self.spots.get(name) or found.spot is None:
            return
        if joined:
            text = self.words.gettext("Now part of another quote (seen {date}).")
        else:
            text = self.words.gettext(
                "Withdrawn: this quote is no longer in the study (seen {date})."
            )
        text = text.format(date=self._day())
        self.digests[name] = signs.digest(text, self.manifest.report)
        note = paragraph(text, self._style(found), bold=True)
        self.surgery.bookmark(name, [note])
        last = last_of(self.reading, found.spot, signs.label(found.id))
        last.addnext(note)
        note.tail, last.tail = last.tail, None
        self._do(Doing.JOINED if joined else Doing.WITHDRAWN, found.id, text=found.spot.text)

    def _back(self, found: Found) -> None:
        """Take away a note of ours beside a quote that stands in the study again."""
        for spot in self.spots.get(f"{signs.WITHDRAWN}{signs.label(found.id)}", []):
            same = signs.digest(spot.text, self.manifest.report) == self.digests.pop(spot.name, "")
            if len(spot.lines) == 1 and same and not spot.tracked and not spot.comments:
                element = spot.lines[0].element
                parent = element.getparent()
                if parent is not None and len(parent) > 1:
                    parent.remove(element)
                    self._do(Doing.RESTORED, found.id)

    def _style(self, found: Found) -> str:
        """Return the style id of a source line in the document, which the note has too."""
        spots = self.spots.get(f"{signs.SOURCE}{signs.label(found.id)}", [])
        for line in (line for spot in spots for line in spot.lines):
            style = line.element.find(f"{_Q}pPr/{_Q}pStyle")
            if style is not None:
                return style.get(f"{_Q}val") or ""
        return ""

    def _day(self) -> str:
        shape = "%d.%m.%Y" if self.manifest.options.language == "nb" else "%Y-%m-%d"
        return self.now.astimezone().strftime(shape)

    # New quotes

    def _new(self) -> tuple[Written, ...]:
        """Put in the new quotes; return all quotes, each theme's in the order they stand."""
        placing = Placing(self.surgery, self.reading, self.comparison, self.again, self.words)
        order = [self.written[each.id] for each in self.manifest.quotes]
        gone = {
            each.id
            for each in self.comparison.found
            if each.state in (State.DELETED, State.MARKED) or each.state.unclear
        }
        for theme, quote in placing.themes(self.again.shown):
            known = self.today.known(quote)
            if any(self.today.quote(each) == quote or each.id in gone for each in known):
                continue
            if any(bookmark(quote.id) == spot.name for spot in self.reading.spots):
                continue  # somebody has pasted it from another report
            written = self.every.written[quote.id]
            key = placing.put(theme, quote, self.every)
            spot = self.every.spot(bookmark(quote.id))
            source = self.every.spot(f"{signs.SOURCE}{signs.label(quote.id)}")
            salt = self.manifest.report
            order.append(
                _with(
                    written,
                    theme=key,
                    digest=signs.digest(spot.text if spot else "", salt),
                    source=signs.digest(source.text, salt) if source else "",
                )
            )
            self._do(Doing.ADDED, quote.id, text=quote.text, theme=written.code)
        return tuple(order)

    # Headings

    def _headings(self) -> dict[str, str]:
        """Let the headings of codes that have another name have it, where nobody has touched them.

        A heading whose code is gone or has become another one is told of.
        """
        changed = {}
        for name, digest in self.manifest.blocks.items():
            spots, fresh = self.spots.get(name, []), self.every.spot(name)
            if not name.startswith(signs.THEME) or not spots:
                continue
            here = spots[0]
            if fresh is None:
                self._do(Doing.HEADING_GONE, text=here.text)
                continue
            old, new = (signs.digest(t, self.manifest.report) for t in (here.text, fresh.text))
            if new in (digest, old):
                continue
            if old == digest and len(spots) == 1 and _ours(here):
                self.surgery.rewrite(here, self.every.lines(name))
                changed[name] = new
                self._do(Doing.HEADING, text=fresh.text)
            else:
                self._do(Doing.HEADING_LEFT, text=here.text)
        return changed

    # What counts

    def _counts(self) -> dict[str, str]:
        """Make the lines that count new, where nobody has touched them."""
        return self._blocks(signs.COUNTS, Doing.COUNTS, Doing.COUNTS_LEFT)

    def _tables(self) -> dict[str, str]:
        """Make the tables of the appendices new, where nobody has touched them."""
        return self._blocks(signs.TABLE, Doing.TABLE, Doing.TABLE_LEFT)

    def _shown(self) -> dict[str, str]:
        """Make the lines new that tell how many of a theme's quotes are shown: those that are."""
        here = {step.quote for step in self.steps if step.doing is Doing.ADDED}
        for found in self.comparison.found:
            quote = self.today.quote(found.written)
            if quote and found.state not in (State.DELETED, State.MARKED):
                here.add(quote.id)
        changed = {}
        for name, spots in self.spots.items():
            every = self.today.under.get(name.removeprefix(signs.SHOWN))
            if not name.startswith(signs.SHOWN) or every is None or len(spots) != 1:
                continue
            text = self.words.gettext("{shown} of {all} quotes are shown.").format(
                shown=len(every & here), all=len(every)
            )
            old, new = (signs.digest(t, self.manifest.report) for t in (spots[0].text, text))
            if old == new:
                continue
            if old == self.manifest.blocks.get(name) and _ours(spots[0]):
                self.surgery.rewrite(spots[0], [paragraph(text)])
                changed[name] = new
                self._do(Doing.COUNTS)
            else:
                self._do(Doing.COUNTS_LEFT)
        return changed

    def _blocks(self, sign: str, done: Doing, left: Doing) -> dict[str, str]:
        changed = {}
        for name, digest in self.manifest.blocks.items():
            spots, fresh = self.spots.get(name, []), self.shown.spot(name)
            if not name.startswith(sign) or len(spots) != 1 or fresh is None:
                continue
            new = self._block_text(name, fresh)
            old = self._block_text(name, spots[0])
            if new is None or old is None or new == old:
                continue
            untouched = signs.digest(old, self.manifest.report) == digest
            if untouched and self._replace(name, spots[0], fresh):
                changed[name] = signs.digest(new, self.manifest.report)
                self._do(done, text=fresh.heading)
            else:
                self._do(left, text=fresh.heading)
        return changed

    def _block_text(self, name: str, spot: Spot) -> str | None:
        if not name.startswith(signs.TABLE):
            return " ".join(spot.text.split())
        table = table_after(spot.lines[0].element) if spot.lines else None
        return None if table is None else said(table)

    def _replace(self, name: str, spot: Spot, fresh: Spot) -> bool:
        if not name.startswith(signs.TABLE):
            if _ours(spot):
                self.surgery.rewrite(spot, self.shown.lines(name))
            return _ours(spot)
        old, new = table_after(spot.lines[0].element), table_after(fresh.lines[0].element)
        if old is None or new is None or next(old.iter(*_TRACKED, *_COMMENTED), None) is not None:
            return False
        rows = [row for row in old if row.tag == f"{_Q}tr"]
        made = [self.shown.copy(row) for row in new if row.tag == f"{_Q}tr"]
        self._unlink(made)
        old.extend(made)
        for row in rows:
            old.remove(row)
        return True

    def _unlink(self, rows: Sequence[_Element]) -> None:
        """Take out links to quotes that do not stand here, for people have taken them out."""
        there = {start.get(f"{_Q}name") for start in self.surgery.root.iter(f"{_Q}bookmarkStart")}
        for link in [each for row in rows for each in row.iter(f"{_Q}hyperlink")]:
            parent = link.getparent()
            if parent is None or link.get(f"{_Q}anchor") in there:
                continue
            for run in list(link):
                looks = run.find(f"{_Q}rPr")
                if looks is not None:
                    run.remove(looks)
                link.addprevious(run)
            parent.remove(link)


def _ours(spot: Spot) -> bool:
    """Tell whether nobody has touched a line but for its words, which are compared elsewhere."""
    return not (spot.touched or spot.tracked or spot.comments) and spot.alone and bool(spot.lines)


def _with(written: Written, **changes: object) -> Written:
    import msgspec

    return msgspec.structs.replace(written, **changes)
