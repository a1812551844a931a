"""In words: what became of the quotes of a report that came back, and what is done about them."""

from collections import Counter
from collections.abc import Iterable

from kodeverk.export.returned.comparing import Found, State
from kodeverk.export.returned.doing import Doing, Step
from kodeverk.export.returned.reading import Spot
from kodeverk.i18n import _, ngettext
from kodeverk.text import clean_line

LOOK = (
    *(Doing.EDITED, Doing.UNCLEAR, Doing.RECODED, Doing.HELD, Doing.WITHDRAWN, Doing.JOINED),
    *(Doing.HEADING, Doing.HEADING_LEFT, Doing.HEADING_GONE),
)
"""What a person has to look at, one by one."""
_SHOWN = 60


def short(text: str) -> str:
    """Return ``text`` on a short line."""
    line = clean_line(text)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"


def state(found: Found) -> str:
    """Return what became of a quote."""
    word = state_word(found.state)
    if found.moved and found.state is not State.MOVED:
        word = f"{word}, {state_word(State.MOVED)}"
    return word


def state_word(value: str) -> str:
    """Return a state, as it is noted in the study, in words."""
    words: dict[str, str] = {
        State.KEPT: _("kept"),
        State.MOVED: _("moved"),
        State.SHORTENED: _("shortened"),
        State.CHANGED: _("changed"),
        State.MARKED: _("marked for deletion"),
        State.DELETED: _("deleted"),
        State.DOUBLED: _("doubled"),
        State.LOST: _("sign lost"),
    }
    return words.get(value, clean_line(value))


def place(spot: Spot) -> str:
    """Return where something stands, and how it begins."""
    text = short(spot.text)
    return f"{clean_line(spot.heading)}: {text}" if spot.heading else text


def question(found: Found) -> str:
    """Return what nobody knows about a quote before a person has said it."""
    if found.state is State.DOUBLED:
        text = _("The quote {id} stands in more than one place: {quote}")
    else:
        text = _("The hidden sign of the quote {id} is lost: {quote}")
    return text.format(id=found.id, quote=short(found.text or ""))


def summary(found: Iterable[Found]) -> str:
    """Return how many quotes there are of each state, in one line."""
    counts = Counter(map(state, found))
    return ", ".join(f"{n} {word}" for word, n in counts.most_common())


def sentence(doing: Doing, n: int) -> str:
    """Return what is done ``n`` times."""
    texts = {
        Doing.ADDED: ngettext("{n} new quote put in.", "{n} new quotes put in.", n),
        Doing.UPDATED: ngettext(
            "{n} quote has changed in the study and is made new.",
            "{n} quotes have changed in the study and are made new.",
            n,
        ),
        Doing.SOURCE: ngettext(
            "{n} source line made new. See if your own text names the same people.",
            "{n} source lines made new. See if your own text names the same people.",
            n,
        ),
        Doing.WITHDRAWN: ngettext(
            "{n} quote is no longer in the study. A note beside it says so.",
            "{n} quotes are no longer in the study. A note beside each says so.",
            n,
        ),
        Doing.RESTORED: ngettext(
            "{n} quote is in the study again: the note is gone.",
            "{n} quotes are in the study again: the notes are gone.",
            n,
        ),
        Doing.EDITED: ngettext(
            "{n} quote has changed in the study, but somebody has worked on it here: "
            "it is left as it is.",
            "{n} quotes have changed in the study, but somebody has worked on them here: "
            "they are left as they are.",
            n,
        ),
        Doing.UNCLEAR: ngettext(
            "{n} quote is unclear and left as it is. See: {command}",
            "{n} quotes are unclear and left as they are. See: {command}",
            n,
        ),
        Doing.RECODED: ngettext(
            "{n} quote has another code now. It is left where it stands.",
            "{n} quotes have other codes now. They are left where they stand.",
            n,
        ),
        Doing.JOINED: ngettext(
            "{n} quote is now part of another one. A note beside it says so.",
            "{n} quotes are now parts of others. A note beside each says so.",
            n,
        ),
        Doing.HELD: ngettext(
            "The transcript of {n} quote is missing or has changed: it is left as it is.",
            "The transcripts of {n} quotes are missing or have changed: they are left as they are.",
            n,
        ),
        Doing.HEADING: ngettext(
            "{n} heading made new: its code has another name. "
            "See if your own text has the old one.",
            "{n} headings made new: their codes have other names. "
            "See if your own text has the old ones.",
            n,
        ),
        Doing.HEADING_LEFT: ngettext(
            "The code of {n} heading has another name, but somebody has worked on it here: "
            "it is left as it is.",
            "The codes of {n} headings have other names, but somebody has worked on them here: "
            "they are left as they are.",
            n,
        ),
        Doing.HEADING_GONE: ngettext(
            "Nothing in the study stands under {n} heading now. It is left as it is, "
            "and what it counts.",
            "Nothing in the study stands under {n} headings now. They are left as they are, "
            "and what they count.",
            n,
        ),
        Doing.COUNTS: ngettext(
            "{n} line with counts made new.", "{n} lines with counts made new.", n
        ),
        Doing.COUNTS_LEFT: ngettext(
            "{n} line with counts has been worked on and is left as it is.",
            "{n} lines with counts have been worked on and are left as they are.",
            n,
        ),
        Doing.TABLE: ngettext("{n} table made new.", "{n} tables made new.", n),
        Doing.TABLE_LEFT: ngettext(
            "{n} table has been worked on and is left as it is.",
            "{n} tables have been worked on and are left as they are.",
            n,
        ),
        Doing.FIGURES_LEFT: _("The figures are as they were. New ones come in a new report."),
    }
    return texts[doing].format(n=n, command="kodeverk report read")


def sentences(steps: Iterable[Step]) -> list[str]:
    """Return what is done, and below it the quotes that a person has to look at."""
    every = list(steps)
    lines = []
    for doing in Doing:
        these = [step for step in every if step.doing is doing]
        if these:
            lines.append(sentence(doing, len(these)))
        if doing in LOOK:
            lines += [
                f"  {step.quote}  {short(step.text or step.theme)}".rstrip() for step in these
            ]
    return lines or [_("Nothing to do: the report says what the study says.")]
