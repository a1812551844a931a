"""From bytes to text: the encodings Norwegian transcripts come in. No I/O.

Byte order mark, then UTF-16 by where the zeros are, then strict UTF-8, then the code page in which
the letters beyond ASCII stand where Norwegian has them. General detectors are wrong on short
Norwegian texts, and a wrong ``å`` would be in every quote.
"""

import re

from kodeverk.corpus.importers.reading import Notes
from kodeverk.errors import ImportRefused
from kodeverk.i18n import _

_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PAGES = ("cp1252", "mac-roman", "cp865")
_SAMPLE = 200_000
_LETTERS = set("æøåÆØÅ")
_FOREIGN = set("éèêëóòôöüäáàâíúñçßšžÉÈÖÜÄÓÒÔŠŽÁÀðþ")
_OPENING = set("«“„‘‚")
_CLOSING = set("»”")
_SIGNS = set("–—…•’°§½¼¾€£©®™×·\xa0")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MOJIBAKE = re.compile("Ã[¥¦¸˜…†©¨\x85\x86\x98]|â€[“”œ™¦\x93\x94\x99]|Â[«»\xa0°§]|├[ªª©ÑÞ]|√[•∏¶]")


def decode(data: bytes, wanted: str | None, notes: Notes) -> str:
    """Return ``data`` as text, in the encoding ``wanted`` or else in the one found.

    Notices which one that was, ``encoding_uncertain``, ``mojibake`` and ``garbled``; raises
    ImportRefused with ``wrong_type`` when it is not text at all and ``corrupt`` when it is not in
    ``wanted``.
    """
    if wanted is not None:
        notes.encoding = wanted
        try:
            text = data.decode(wanted)
        except (UnicodeError, LookupError) as error:
            raise ImportRefused(
                "corrupt",
                _("The file cannot be read in the encoding {encoding}.").format(encoding=wanted),
                _("Leave the encoding out, so that Kodeverk finds it, or choose another."),
            ) from error
    else:
        text = _found(data, notes)
    if _MOJIBAKE.search(text):
        notes.add(
            "mojibake",
            _(
                "Some letters were broken before the file came here (such as “Ã¥” for “å”). The "
                "text is kept as it is. Make the file anew from its source if you can."
            ),
        )
    if "\ufffd" in text:
        lost_letters(notes)
    return text


def lost_letters(notes: Notes) -> None:
    """Notice that letters were lost before the file came here."""
    notes.add(
        "garbled",
        _(
            "Some letters in the file are lost and shown as “\ufffd”. The rest is kept. Make "
            "the file anew from its source if you can."
        ),
    )


def _found(data: bytes, notes: Notes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            notes.encoding = name
            try:
                return data.decode(name)
            except UnicodeError:
                return data.decode(name, errors="replace")
    wide = _wide(data)
    if wide:
        notes.encoding = wide
        return data.decode(wide, errors="replace")
    if len(_CONTROL.findall(data[:_SAMPLE].decode("latin-1"))) > len(data[:_SAMPLE]) // 50 + 8:
        raise ImportRefused(
            "wrong_type",
            _("The file is not text: its name says one thing and its content another."),
            _("Open it in the program that made it and save it as text or as .docx."),
        )
    notes.encoding = "utf-8"
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _best_page(data, notes)


def _wide(data: bytes) -> str:
    """Return the byte order of UTF-16 without a mark, seen by on which side the zeros are."""
    sample = data[:_SAMPLE]
    half = len(sample) // 2
    if half == 0:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > half * 0.6 and even < half * 0.05:
        return "utf-16-le"
    if even > half * 0.6 and odd < half * 0.05:
        return "utf-16-be"
    return ""


def _best_page(data: bytes, notes: Notes) -> str:
    found: list[tuple[float, str, str]] = []
    for page in _PAGES:
        try:
            text = data.decode(page)
        except UnicodeDecodeError:  # only cp1252 has bytes that mean nothing
            continue
        found.append((_score(text), text, page))
    found.sort(key=lambda each: each[0], reverse=True)
    best, text, notes.encoding = found[0]
    if best <= 0 or best - found[1][0] < 1:
        notes.add(
            "encoding_uncertain",
            _(
                "It is uncertain how the letters in the file are encoded. Look at æ, ø and å in "
                "the preview; if they are wrong, import again with another --encoding."
            ),
        )
    return text


def _score(text: str) -> float:
    """Return how well the letters beyond ASCII stand where Norwegian has them."""
    total = 0.0
    previous = " "
    sample = text[:_SAMPLE] + " "
    for index in range(len(sample) - 1):
        letter = sample[index]
        if letter > "\x7f":
            total += _fit(letter, previous, sample[index + 1])
        previous = letter
    return total


def _fit(letter: str, before: str, after: str) -> float:
    within = before.isalpha() and after.isalpha()
    if letter in _LETTERS:
        return -2.0 if letter.isupper() and before.islower() else 3.0
    if letter in _FOREIGN:
        return 0.5 if not (letter.isupper() and before.islower()) else -2.0
    if letter in _OPENING:
        return 1.0 if not before.isalnum() and not after.isspace() else -3.0
    if letter in _CLOSING:
        return 1.0 if not before.isspace() and not after.isalnum() else -3.0
    if letter in _SIGNS:
        return 1.0 if letter == "’" or not within else -2.0
    return -3.0
