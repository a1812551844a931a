"""Which quotes of a code are shown, and in which order.

Those marked as the best come first and examples to the contrary last, otherwise as they stand in
the material. Where only some are shown, what somebody has marked is never left out for what nobody
has.
"""

from collections import defaultdict
from collections.abc import Sequence

from kodeverk.report import Options, Quote


def limited(quotes: Sequence[Quote], options: Options) -> tuple[tuple[Quote, ...], int]:
    """Return the quotes of one code to show, and how many are left out.

    With ``options.best`` and where a quote of the code has a star, those with a star are shown, and
    the examples to the contrary that somebody marked.
    """
    chosen = list(quotes)
    if options.best and any(quote.best for quote in quotes):
        chosen = [quote for quote in quotes if quote.best or quote.counter]
    if (limit := options.max_quotes) is not None:
        seen: dict[str, int] = defaultdict(int)
        kept = []
        for quote in sorted(chosen, key=lambda quote: (not quote.best, not quote.counter)):
            whose = voice(quote)
            seen[whose] += 1
            if seen[whose] <= limit:
                kept.append(quote.id)
        chosen = [quote for quote in chosen if quote.id in set(kept)]
    shown = sorted(chosen, key=lambda quote: 0 if quote.best else 2 if quote.counter else 1)
    return tuple(shown), len(quotes) - len(shown)


def voice(quote: Quote) -> str:
    """Return whose a quote is: an informant's, or else the transcript's."""
    return quote.person or f"/{quote.transcript}"
