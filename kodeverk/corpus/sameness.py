"""Whether two texts are the same word for word, however they were written down. No I/O."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kodeverk.i18n import _
from kodeverk.text import fold

if TYPE_CHECKING:
    from kodeverk.corpus.draft import Outcome

_WORD = re.compile(r"\w+")


def words_digest(texts: Iterable[str]) -> str:
    """Return a digest of the words of ``texts``, without capitals, signs and who says them."""
    digest = hashlib.sha256()
    for text in texts:
        for word in _WORD.findall(fold(text)):
            digest.update(f"{word} ".encode())
    return digest.hexdigest()


def told(outcome: "Outcome", name: str) -> "Outcome":
    """Return ``outcome`` with a warning that ``name`` has the same words."""
    if outcome.draft is None:
        return outcome
    from kodeverk.corpus.draft import Notice

    message = _(
        "“{name}” has the same words. If it is the same conversation in another format, "
        "import only one of them."
    ).format(name=name)
    notices = (*outcome.draft.notices, Notice("duplicate", message))
    return replace(outcome, draft=replace(outcome.draft, notices=notices))
