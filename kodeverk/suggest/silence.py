"""Why a code is not suggested, in words: the same on the screen and on the command line."""

from kodeverk.i18n import _
from kodeverk.model import Standing


def silence(standing: Standing | None) -> str:
    """Return in words why a code is not suggested; empty if it is."""
    if standing is None or not standing.silent:
        return ""
    reasons = {
        "no_words": _("Not suggested: neither definition, cues nor codings say enough yet."),
        "unearned": _("Not suggested yet: on what is coded it was not right often enough."),
        "record": _("Not suggested for now: it was rejected too often of late."),
    }
    return reasons.get(standing.silent, _("Not suggested."))
