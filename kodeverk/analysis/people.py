"""Who speaks: the same person across transcripts, and the label a report gives."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from gettext import NullTranslations
from typing import Protocol

from kodeverk.model import Role, Speaker, Transcript

_UNIT = ("unit", "enhet", "avdeling", "tjeneste", "department")
_PLACE = ("place", "sted", "stad", "municipality", "kommune")
_GENERIC = re.compile(
    r"(?:informant|intervjuobjekt|respondent|interviewee|deltaker|deltakar|deltager|participant"
    r"|speaker|taler|talar|person|ansatt|ukjent|unknown|intervjuer|intervjuar|interviewer"
    r"|fasilitator|facilitator|moderator|gjest|guest|[a-zæøå])[\s._#-]*\d*[a-z]?",
    re.IGNORECASE,
)


class Described(Protocol):
    """A transcript, or what is known of one without its text."""

    @property
    def attributes(self) -> Mapping[str, str]:
        """What it has by name, such as its place."""

    @property
    def speakers(self) -> Sequence[Speaker]:
        """Those who speak in it."""


def is_generic(name: str) -> bool:
    """Tell whether ``name`` is a label such as «Informant 1» or «SPEAKER_00», not a name."""
    return bool(_GENERIC.fullmatch(name.strip()))


def unit_of(transcript: Transcript, speaker: Speaker | None) -> str:
    """Return the unit of a speaker, else of the transcript, else nothing."""
    return attribute_of(transcript, speaker, "unit")


def place_of(transcript: Transcript, speaker: Speaker | None) -> str:
    """Return the place of a speaker, else of the transcript, else nothing."""
    return attribute_of(transcript, speaker, "place")


def attribute_of(transcript: Transcript, speaker: Speaker | None, name: str) -> str:
    """Return an attribute of a speaker, else of the transcript, else nothing.

    Unit and place go by several names («enhet», «kommune»), and the case of a name is no matter.
    """
    known = known_as(name)
    names = {"unit": _UNIT, "place": _PLACE}.get(known, (known,))
    for attributes in (speaker.attributes if speaker else {}, transcript.attributes):
        folded = {key.casefold(): value for key, value in attributes.items()}
        for each in names:
            if folded.get(each):
                return str(folded[each])
    return ""


def known_as(name: str) -> str:
    """Return the one name that an attribute goes by here, in small letters."""
    folded = name.casefold()
    return "unit" if folded in _UNIT else "place" if folded in _PLACE else folded


def attributes(transcripts: Iterable[Described]) -> tuple[str, ...]:
    """Return the names of all attributes in the material: unit and place first, if it has them."""
    found: dict[str, str] = {}
    for transcript in transcripts:
        of_speakers = (s.attributes for s in transcript.speakers if not s.role.asks)
        for each in (*of_speakers, transcript.attributes):
            for key in each:
                known = known_as(key)
                found.setdefault(known, known if known in ("unit", "place") else key)
    return tuple(found[key] for key in sorted(found, key=lambda k: (k != "unit", k != "place", k)))


class People:
    """The speakers of some transcripts, each known by an id that says nothing about them.

    A proper name is the same person in every transcript; a label such as «Informant 1» belongs to
    its transcript. Those who ask are no informants: they have a label and no id.
    """

    def __init__(
        self, transcripts: Iterable[Transcript], anonymous: bool, words: NullTranslations
    ) -> None:
        self._ids: dict[tuple[str, str], str] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self._in: dict[str, list[str]] = defaultdict(list)
        self._speakers: list[tuple[Transcript, Speaker, str]] = []
        self._as: dict[tuple[str, str], Speaker] = {}
        by_key: dict[tuple[str, str], tuple[str, str]] = {}
        numbers: dict[str, int] = defaultdict(int)
        roles = role_words(words.gettext)
        for transcript in transcripts:
            for speaker in _speakers(transcript):
                here = (transcript.id, speaker.name)
                word = roles[speaker.role]
                if speaker.role.asks:
                    self._labels[here] = word if anonymous else speaker.name
                else:
                    key = here if is_generic(speaker.name) else ("", speaker.name.casefold())
                    if key not in by_key:
                        numbers[word] += 1
                        by_key[key] = (f"p{len(by_key) + 1}", f"{word} {numbers[word]}")
                    self._ids[here], label = by_key[key]
                    self._labels[here] = label if anonymous else speaker.name
                    self._speakers.append((transcript, speaker, self._ids[here]))
                    self._as.setdefault((transcript.id, self._ids[here]), speaker)
                self._in[transcript.id].append(self._labels[here])

    def id(self, transcript: str, name: str | None) -> str:
        """Return the id of an informant; empty for one who asks, or for no speaker."""
        return self._ids.get((transcript, name or ""), "")

    def label(self, transcript: str, name: str | None) -> str:
        """Return what the report calls the speaker."""
        return self._labels.get((transcript, name or ""), name or "")

    def speaker(self, transcript: str, person: str) -> Speaker | None:
        """Return an informant as a transcript describes them; None for the id of nobody there."""
        return self._as.get((transcript, person))

    def labels(self, transcript: str) -> tuple[str, ...]:
        """Return the labels of everyone in a transcript, each once."""
        return tuple(dict.fromkeys(self._in[transcript]))

    def informants(self, transcript: str) -> int:
        """Return how many in a transcript do not ask."""
        return len({person for (where, _name), person in self._ids.items() if where == transcript})

    def all(self) -> tuple[tuple[Transcript, Speaker, str], ...]:
        """Return each informant in each transcript, with the informant's id."""
        return tuple(self._speakers)


def _speakers(transcript: Transcript) -> list[Speaker]:
    """Return the speakers of a transcript, those that only its turns know of last."""
    known = {speaker.name: speaker for speaker in transcript.speakers}
    for turn in transcript.turns:
        if turn.speaker is not None and turn.speaker not in known:
            known[turn.speaker] = Speaker(turn.speaker)
    return list(known.values())


def role_words(gettext: Callable[[str], str]) -> Mapping[Role, str]:
    """Return what a speaker of each role is called, in the language of ``gettext``."""
    return {
        Role.INTERVIEWER: gettext("Interviewer"),
        Role.FACILITATOR: gettext("Facilitator"),
        Role.INFORMANT: gettext("Informant"),
        Role.PARTICIPANT: gettext("Participant"),
        Role.UNKNOWN: gettext("Speaker"),
    }
