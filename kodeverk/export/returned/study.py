"""What the study has today for the quotes of a report that was written before."""

from collections.abc import Callable
from dataclasses import dataclass, field

from kodeverk.export.returned.manifest import Manifest, Written
from kodeverk.export.returned.signs import code_of, theme_key
from kodeverk.report import Quote, Report, Theme, ThemeKind


@dataclass(frozen=True, slots=True)
class Again:
    """The report made anew with the choices of the old one: ``shown`` as it would be written now.

    ``every`` has all quotes, also those that ``shown`` leaves out to be short. ``root`` gives the
    id of the first coding that one continues, ``code`` what a code has become since. ``held`` are
    first codings that stand, but on a text that is missing or another.
    """

    shown: Report
    every: Report
    root: Callable[[str], str]
    code: Callable[[str], str]
    held: frozenset[str] = frozenset()


@dataclass(slots=True)
class Today:
    """Which quote of today each written one is: the one that has its oldest coding."""

    manifest: Manifest
    again: Again
    joined: dict[str, str] = field(default_factory=dict)
    """Written quotes that are now part of another one that was written too."""
    under: dict[str, set[str]] = field(default_factory=dict)
    """The ids of all quotes of today under a theme, by its key."""
    _quotes: dict[str, Quote] = field(default_factory=dict)
    _codes: dict[str, str] = field(default_factory=dict)
    _known: dict[str, list[Written]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        by_root = {
            self.again.root(coding): quote
            for quote in self.again.every.quotes()
            for coding in quote.codings
        }
        taken: dict[str, str] = {}
        for written in self.manifest.quotes:
            roots = dict.fromkeys(map(self.again.root, (written.id, *written.codings)))
            for root in roots:
                self._known.setdefault(root, []).append(written)
            quote = next((by_root[root] for root in roots if root in by_root), None)
            if quote is None:
                continue
            first = taken.setdefault(quote.id, written.id)
            if first == written.id:
                self._quotes[written.id] = quote
            else:
                self.joined[written.id] = first
        for theme in self.again.every.themes:
            self._walk((theme,))

    def quote(self, written: Written) -> Quote | None:
        """Return the quote of today; None when its codings stand no more."""
        return self._quotes.get(written.id)

    def code(self, quote: Quote) -> str:
        """Return the code that a quote of today stands under."""
        return self._codes.get(quote.id, "")

    def held(self, written: Written) -> bool:
        """Tell whether a quote cannot be shown now, though its codings stand."""
        return any(
            self.again.root(each) in self.again.held for each in (written.id, *written.codings)
        )

    def known(self, quote: Quote) -> list[Written]:
        """Return the written quotes that text of ``quote`` was in."""
        found = (w for c in quote.codings for w in self._known.get(self.again.root(c), ()))
        return list({written.id: written for written in found}.values())

    def _walk(self, path: tuple[Theme, ...]) -> set[str]:
        """Note which quotes stand under the last of ``path``, its parts included; return them."""
        theme = path[-1]
        own = {quote.id for quote in theme.quotes}
        self._codes.update(dict.fromkeys(own, code_of(path)))
        for below in theme.themes:
            found = self._walk((*path, below))
            if below.kind in (ThemeKind.SPEAKER, ThemeKind.ATTRIBUTE):
                own |= found
        self.under[theme_key(path)] = own
        return own
