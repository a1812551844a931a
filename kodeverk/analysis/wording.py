"""Numbers, dates and lists in running text, as they are written in the language of the report."""

from collections.abc import Sequence
from datetime import date
from gettext import NullTranslations

_SPACE = "\u00a0"


def numbers(words: NullTranslations, language: str, *values: int) -> tuple[str, ...]:
    """Return numbers that stand together in a sentence.

    Up to twelve they are words, unless one beside them is higher: then all are figures.
    """
    if all(value <= 12 for value in values):
        names = (
            words.gettext("none"),
            words.gettext("one"),
            words.gettext("two"),
            words.gettext("three"),
            words.gettext("four"),
            words.gettext("five"),
            words.gettext("six"),
            words.gettext("seven"),
            words.gettext("eight"),
            words.gettext("nine"),
            words.gettext("ten"),
            words.gettext("eleven"),
            words.gettext("twelve"),
        )
        return tuple(names[value] for value in values)
    return tuple(figure(value, language) for value in values)


def figure(value: int, language: str) -> str:
    """Return a number in figures: 12,300 in English, 12 300 in Norwegian (but 1300)."""
    if language == "en":
        return f"{value:,}"
    return f"{value:,}".replace(",", _SPACE) if value > 9999 else str(value)


def share(value: float, language: str) -> str:
    """Return a share from 0 to 1 in per cent: 12.5% in English, 12,5 % in Norwegian."""
    text = f"{value * 100:.3g}"
    return f"{text}%" if language == "en" else f"{text.replace('.', ',')}{_SPACE}%"


def day(words: NullTranslations, iso: str) -> str:
    """Return a date in words, «16. februar 2022»; empty where ``iso`` does not begin with one."""
    months = (
        words.gettext("January"),
        words.gettext("February"),
        words.gettext("March"),
        words.gettext("April"),
        words.pgettext("month", "May"),
        words.gettext("June"),
        words.gettext("July"),
        words.gettext("August"),
        words.gettext("September"),
        words.gettext("October"),
        words.gettext("November"),
        words.gettext("December"),
    )
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return ""
    return words.gettext("{day} {month} {year}").format(
        day=when.day, month=months[when.month - 1], year=when.year
    )


def period(words: NullTranslations, dates: Sequence[str]) -> str:
    """Return when, «from 16 February 2022 to 5 March 2022» or «on …»; empty without a date."""
    known = sorted(each[:10] for each in dates if day(words, each))
    if not known:
        return ""
    first, last = day(words, known[0]), day(words, known[-1])
    if first == last:
        return words.gettext("on {day}").format(day=first)
    return words.gettext("from {first} to {last}").format(first=first, last=last)


def listed(words: NullTranslations, names: Sequence[str]) -> str:
    """Return names in one line, with «and» before the last."""
    if len(names) < 2:
        return "".join(names)
    return words.gettext("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])
