"""The record of the suggestions in words, the same on the screen and on the command line."""

from collections.abc import Mapping

from kodeverk.analysis.record import LEAST, Record, Share, Steering
from kodeverk.i18n import _, active, translator
from kodeverk.report import lost_sentence

_SIGNS = "█▒·"  # at least this much, perhaps this much, no more


def percent(share: Share) -> str:
    """Return a share with its interval, ``78 % (64–88)``; in words where it is too small."""
    if share.value is None or share.interval is None:
        return _("too few")
    low, high = share.interval
    return f"{share.value:.0%} ({low * 100:.0f}–{high * 100:.0f})".replace("%", " %")


def bar(share: Share, width: int = 10) -> str:
    """Return a bar of characters: filled as far as the interval begins, half as far as it ends."""
    if share.interval is None:
        return ""
    low, high = (round(edge * width) for edge in share.interval)
    return _SIGNS[0] * low + _SIGNS[1] * (high - low) + _SIGNS[2] * (width - high)


def steering(found: Steering) -> str:
    """Return in words whether suggestions steer."""
    if not found.held.of:
        return _("Nothing has been held back yet, so nobody can tell whether suggestions steer.")
    if found.difference is None or found.interval is None:
        return _(
            "Whether suggestions steer: too few yet ({shown} shown, {held} held back; "
            "at least {least} of each are needed)."
        ).format(shown=found.shown.of, held=found.held.of, least=LEAST)
    low, high = found.interval
    text = _(
        "Set where suggested: {shown}; where held back: {held}. "
        "Difference: {difference:+.0f} points ({low:+.0f} to {high:+.0f})."
    ).format(
        shown=percent(found.shown),
        held=percent(found.held),
        difference=found.difference * 100,
        low=low * 100,
        high=high * 100,
    )
    if low > 0:
        verdict = _("The suggestions seem to steer.")
    elif high < 0:
        verdict = _("Codes are set less often where they are suggested.")
    else:
        verdict = _("That may be chance.")
    return f"{text} {verdict}"


def when(period: str) -> str:
    """Return the name of a period as people write it: weeks by number and year."""
    year, mark, week = period.partition("-W")
    return _("week {week}, {year}").format(week=int(week), year=year) if mark else period


def lost(losses: Mapping[str, int]) -> list[str]:
    """Return in words how many changes of each coder are in no figure, since they are lost."""
    words = translator(active())
    return [lost_sentence(coder, events, words) for coder, events in losses.items()]


def left_out(found: Record) -> str:
    """Return in words whose journals are not counted; empty if all are."""
    if not found.left_out:
        return ""
    return _("Not counted, since their journals are not whole: {names}").format(
        names=", ".join(found.left_out)
    )
