"""What can be wrong with a study when its files are taken together: in words, with the cure."""

from kodeverk.i18n import _, ngettext
from kodeverk.model import Coder, Loss, Problem, Severity


def gap(file: str, missing: list[range], coder: Coder) -> Problem:
    """Running numbers are missing: events that were written are not there."""
    n = sum(run.stop - run.start for run in missing)
    some = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in missing[:5]]
    shown = ", ".join(some) + (" …" if len(missing) > 5 else "")
    return Problem(
        file,
        0,
        "missing_events",
        ngettext(
            "{n} event is missing from the journal (number {numbers}).",
            "{n} events are missing from the journal (numbers {numbers}).",
            n,
        ).format(n=n, numbers=shown),
        _(
            "Wait until the folder is fully synced, or fetch the file from the backup. "
            "If there is none: kodeverk check --forget {name}"
        ).format(name=coder),
    )


def lost(loss: Loss) -> Problem:
    """Events are gone for good, and somebody has accepted it: it stays to be seen."""
    return Problem(
        f"corpus/codings/{loss.journal}.jsonl",
        0,
        "lost_events",
        ngettext(
            "{n} event of {name} is lost, as {coder} has accepted ({date}).",
            "{n} events of {name} are lost, as {coder} has accepted ({date}).",
            loss.events,
        ).format(n=loss.events, name=loss.journal, coder=loss.accepted_by, date=loss.at[:10]),
        _(
            "Figures and reports count without them, and reports say so. "
            "If a backup turns up, put its file in corpus/codings: it is read too."
        ),
        Severity.WARNING,
    )


def doubled(file: str, numbers: list[int]) -> Problem:
    """Running numbers stand for different events."""
    return Problem(
        file,
        0,
        "two_writers",
        ngettext(
            "Two windows have written to the same journal ({n} number used twice).",
            "Two windows have written to the same journal ({n} numbers used twice).",
            len(numbers),
        ).format(n=len(numbers)),
        _("All of it was read. Give each machine its own name with KODEVERK_DEVICE."),
        Severity.WARNING,
    )


def conflict_copy(file: str) -> Problem:
    """A sync program made a copy of a journal."""
    return Problem(
        file,
        0,
        "conflict_copy",
        _("The sync program made a copy of a journal; what is in it was read too."),
        _("Nothing is lost. Keep the file, or ask its coder to open the study and check."),
        Severity.WARNING,
    )


def rescued(file: str, n: int) -> Problem:
    """Confirmed events were taken out of the coder's own journal, and written again."""
    return Problem(
        file,
        0,
        "rescued_journal",
        ngettext(
            "A sync program took {n} confirmed change out of your journal; it was written again.",
            "A sync program took {n} confirmed changes out of your journal; "
            "they were written again.",
            n,
        ).format(n=n),
        _("Nothing is lost. Let the sync program finish before you code on another machine."),
        Severity.WARNING,
    )


def shrunk(name: str, top: int) -> Problem:
    """A journal holds less than it did (``top``: its highest number now), or is gone (0)."""
    message = (
        _("The journal of {name} holds less than it did the last time it was read here.")
        if top
        else _("The journal of {name} is gone.")
    )
    return Problem(
        f"corpus/codings/{name}.jsonl",
        0,
        "shrunk_journal" if top else "missing_journal",
        message.format(name=name),
        _(
            "Wait until the folder is synced or fetch the file from the backup. "
            "If it is gone for good: kodeverk check --forget {name}"
        ).format(name=name),
    )


def other_text(transcript_id: str, count: int) -> Problem:
    """Codings belong to another text than the one that is here."""
    return Problem(
        f"corpus/{transcript_id}.txt",
        0,
        "other_text",
        ngettext(
            "{n} coding was made on another version of the text and is withheld.",
            "{n} codings were made on another version of the text and are withheld.",
            count,
        ).format(n=count),
        _("Put the text back as it was at import; the codings then show again."),
    )


def adrift(transcript_id: str, count: int) -> Problem:
    """Codings wait for somebody to say where they are in a corrected text."""
    return Problem(
        f"corpus/{transcript_id}.txt",
        0,
        "adrift",
        ngettext(
            "The text was corrected where {n} coding stood; it is not counted before it is placed.",
            "The text was corrected where {n} codings stood; "
            "they are not counted before they are placed.",
            count,
        ).format(n=count),
        _("Say where: kodeverk revise {id}").format(id=transcript_id),
    )


def behind(transcript_id: str) -> Problem:
    """The text is not the one that the journals say it was last corrected to."""
    return Problem(
        f"corpus/{transcript_id}.txt",
        0,
        "earlier_text",
        _("The text has been corrected, but another version of it stands here."),
        _(
            "Wait until the folder is fully synced. If it is, correct the text once more; "
            "no coding is lost."
        ),
        Severity.WARNING,
    )


def no_transcript(transcript_id: str, count: int) -> Problem:
    """Codings belong to a transcript that is not here."""
    return Problem(
        f"corpus/{transcript_id}.txt",
        0,
        "missing_transcript",
        ngettext(
            "The transcript is missing; {n} coding refers to it.",
            "The transcript is missing; {n} codings refer to it.",
            count,
        ).format(n=count),
        _("Wait until the folder is synced, or fetch the file from the backup."),
    )


def no_source(file: str, transcript_id: str) -> Problem:
    """The file that a transcript was imported from is not kept any more."""
    return Problem(
        f"corpus/{file}",
        0,
        "missing_source",
        _("The file that “{id}” was imported from is missing.").format(id=transcript_id),
        _(
            "Transcript and codings stand without it. "
            "Wait until the folder is synced, or fetch the file from the backup."
        ),
        Severity.WARNING,
    )


def no_code(book: str, code_id: str) -> Problem:
    """Codings use a code that the codebook does not have."""
    return Problem(
        book,
        0,
        "missing_code",
        _("Codings use the code “{id}”, which is not in the codebook.").format(id=code_id),
        _("Add the code again with this id, or list it under “replaces” of another code."),
        Severity.WARNING,
    )
