"""Who speaks: what may be a name, which turns belong together, and which role each one has."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from kodeverk.corpus.draft import DraftTurn
from kodeverk.corpus.importers.reading import Segment
from kodeverk.model import Kind, Role, Speaker
from kodeverk.text import canonical, clean_line

_LABEL = re.compile(
    r"(?i)SPEAKER[_ ]?\d{1,3}|S\d{1,3}|(?:speaker|taler|stemme|person|unknown speaker|ukjent"
    r"(?: taler)?)\s*\d{0,3}"
)
_MACHINE = re.compile(r"(?i)SPEAKER[_ ]?\d{1,3}|S\d\d")
_NUMBER = re.compile(r"(?<![\s._-])[\s._-]*\d{1,3}$")
_ROLES = {
    Role.INTERVIEWER: "intervjuer intervjuar interviewer int i forsker forskar researcher "
    "intervjueren spørsmål spm q question",
    Role.FACILITATOR: "fasilitator facilitator møteleder møteleiar moderator ordstyrer ordstyrar "
    "prosessleder prosessleiar verkstedsleder leder-verksted mødeleder ordstyreren",
    Role.INFORMANT: "informant informanten inf respondent resp intervjuobjekt intervjuperson svar "
    "interviewee answer interviewperson",
    Role.PARTICIPANT: "deltaker deltakar deltager participant part",
}
_BY_WORD = {word: role for role, words in _ROLES.items() for word in words.split()}
_ADJECTIVES = ("mannlig", "kvinnelig", "male", "female", "første", "andre")
# Words that stand before a colon in documents and are nobody's name.
_FIELD_WORDS = (
    "nb obs ps merk note notat kilde kjelde foto bilde tekst dato date sted stad place tid time "
    "tlf telefon phone fax faks e-post epost email mail web nett url adresse postadresse til "
    "fra cc emne sak vedr ref tema mål formål aktivitet beskrivelse beskriving status tittel "
    "title navn namn name antall kostnad sum totalt resultat konklusjon sammendrag samandrag "
    "innledning bakgrunn problemstilling metode vedlegg utgave side figur tabell eksempel f.eks "
    "prosjekt prosjektfase fase frist ansvarlig ansvar kommentar kommentarer tips hint advarsel "
    "viktig oppgave agenda varighet lengde duration lydfil audio file fil filnavn opptak "
    "transkribert deltakere tilstede møtedato id org.nr orgnr konto mobil åpningstider pris les "
    "lytt se http https"
)
_FIELDS = frozenset(_FIELD_WORDS.split())
_SMALL_WORDS = "av van de la von der den og i fra the of and på ved for til da del"
_SMALL = frozenset(_SMALL_WORDS.split())
_BAD = re.compile(r"[?!;\"«»“”<>{}|=#*_\\•…\t\n]")
_STOPPED = re.compile(r"[^\W_]{2}[.,]$|,$|^\W*[.,]$")  # but not an initial: «Kari N.»
MAX_NAME = 40
# Those who wrote something down together in a workshop.
GROUP = r"(?i:gruppe|group|bord|table|team|lag)\s*(?i:nr\.?\s*)?(?:\d{1,2}|[A-H])"


def tidy(name: str) -> str:
    """Return ``name`` on one line, without the colon that would end it in a transcript."""
    return clean_line(canonical(name).replace(":", " "))[:80].strip(" ,;-–")


def is_label(name: str) -> bool:
    """Tell whether ``name`` is what programs call a speaker they cannot name."""
    return bool(_LABEL.fullmatch(name))


def is_machine(name: str) -> bool:
    """Tell whether ``name`` is a number that speaker recognition gave."""
    return bool(_MACHINE.fullmatch(name))


def role_word(name: str) -> Role | None:
    """Return the role that ``name`` says in so many words (``Informant 2``), else None."""
    words = _NUMBER.sub("", name.casefold()).strip(" .()").split()
    if len(words) == 2 and words[0] in _ADJECTIVES:
        del words[0]
    if words and words[0] in ("unknown", "ukjent"):
        return Role.UNKNOWN
    return _BY_WORD.get(words[0]) if len(words) == 1 else None


def could_be_name(name: str) -> bool:
    """Tell whether ``name`` has the shape of a name and is no field of a form."""
    if not 0 < len(name) <= MAX_NAME or (_BAD.search(name) and not is_label(name)):
        return False
    words = name.split()
    if len(words) > 5:
        return False
    if not name[0].isalnum() or not any(letter.isalpha() for letter in name):
        return False
    if role_word(name) or is_label(name):
        return True
    if words[0].casefold().rstrip(".,") in _FIELDS or _STOPPED.search(words[-1]):
        return False
    if len(words) == 1:
        return True
    if words[-1].casefold() in _SMALL:
        return False
    return words[0][0].isupper() and all(
        word[0].isupper() or word[0] in "(0123456789/&-–" or word.casefold() in _SMALL
        for word in words
    )


def accept(
    found: Sequence[tuple[str, bool]], *, lines: int, known: Iterable[str] = (), most: float = 1.0
) -> frozenset[str]:
    """Return which of the names found before a colon are speakers.

    ``found``: name, and whether more than the colon speaks for it (bold, a time). ``lines``: how
    many lines there are from the first of them on. A name counts when two turns share it, when
    something else speaks for it, or when every line of several begins with a name (or ``most`` of
    them: the share from 0 to 1).
    """
    counts = Counter(name for name, _strong in found)
    strong = {name for name, sure in found if sure}
    strong |= {name for name in counts if role_word(name) or is_machine(name)}
    strong |= {name for name in counts if any(_same(name, other) for other in known)}
    shaped = {name for name in counts if could_be_name(name)}
    names = {name for name in shaped if counts[name] >= 2 or name in strong}
    if len(found) >= 2 and sum(counts[name] for name in shaped) >= most * lines:
        names |= shaped
    turns = sum(counts[name] for name in names)
    sure = bool(names & strong)
    enough = turns >= 2 and (len(names) >= 2 or turns * 2 >= lines)
    return frozenset(names) if sure or enough else frozenset()


def join(segments: Sequence[Segment]) -> tuple[DraftTurn, ...]:
    """Return the turns: consecutive cues of one speaker are one, with a blank between.

    Cues without a speaker are joined only where a sentence runs on into the next, so that it can
    be coded as one.
    """
    unfinished = any(s.text.rstrip().endswith((".", "?", "!")) for s in segments)
    turns: list[DraftTurn] = []
    parts: list[str] = []

    def close() -> None:
        if parts:
            last = turns.pop()
            turns.append(replace(last, text=" ".join(parts)))

    for segment in segments:
        if turns and _belongs(turns[-1], parts[-1], segment, unfinished):
            parts.append(segment.text)
            continue
        close()
        turns.append(DraftTurn("", segment.speaker, segment.time, segment.joins))
        parts = [segment.text]
    close()
    return tuple(turns)


def _belongs(turn: DraftTurn, before: str, segment: Segment, unfinished: bool) -> bool:
    if turn.speaker != segment.speaker or not segment.joins:
        return False
    if segment.speaker is not None:
        return True
    ended = before.rstrip(' "”»’)]').endswith((".", "?", "!", "…", ":"))
    timed = turn.time is not None and segment.time is not None
    near = timed and 0 <= (segment.time or 0) - (turn.time or 0) < 60
    return unfinished and near and not ended


def cast(
    turns: Sequence[DraftTurn], interviewers: Iterable[str] = (), title: str = ""
) -> tuple[Kind, tuple[Speaker, ...]]:
    """Return the kind of conversation and its speakers in order, with the roles they seem to have.

    ``interviewers`` are names of those who ask and lead in this project.
    """
    names = list(dict.fromkeys(turn.speaker for turn in turns if turn.speaker))
    if not names:
        timed = any(turn.time is not None for turn in turns)
        return (Kind.INTERVIEW if timed else Kind.DOCUMENT), ()
    roles: dict[str, Role] = {}
    known = tuple(interviewers)
    for name in names:
        said = role_word(name)
        if any(_same(name, other) for other in known):
            roles[name] = Role.INTERVIEWER
        elif said is not None:
            roles[name] = said
    others = [name for name in names if roles.get(name) not in (Role.INTERVIEWER, Role.UNKNOWN)]
    many = len(others) >= 2 and len(names) >= 3
    says = bool(re.search(r"(?i)verksted|workshop|fokusgruppe|focus group|værksted", title))
    leads = any(r in (Role.FACILITATOR, Role.PARTICIPANT) for r in roles.values())
    leads = leads or any(re.fullmatch(GROUP, name) for name in names)
    kind = Kind.WORKSHOP if (many or says or leads) and len(names) >= 2 else Kind.INTERVIEW
    asking, answering = (
        (Role.FACILITATOR, Role.PARTICIPANT)
        if kind is Kind.WORKSHOP
        else (Role.INTERVIEWER, Role.INFORMANT)
    )
    for name, role in roles.items():
        if role is Role.INTERVIEWER:
            roles[name] = asking
    if not any(role.asks for role in roles.values()):
        asker = _who_asks(turns, [name for name in names if name not in roles])
        if asker:
            roles[asker] = asking
    return kind, tuple(Speaker(name, roles.get(name, answering)) for name in names)


def _who_asks(turns: Sequence[DraftTurn], names: Sequence[str]) -> str | None:
    """Return the one whose turns are questions far more often than anyone else's, if any."""
    if len({turn.speaker for turn in turns if turn.speaker}) < 2:
        return None
    shares: list[tuple[float, str]] = []
    texts: dict[str | None, list[str]] = {}
    for turn in turns:
        texts.setdefault(turn.speaker, []).append(turn.text)
    for name in names:
        said = texts.get(name, [])
        asked = sum(text.rstrip(' )]”»"').endswith("?") or "? " in text for text in said)
        words = sum(len(text.split()) for text in said)
        # Half a question is presumed not asked, so that one question in one turn is no proof.
        shares.append((asked / (len(said) + 0.5) + min(1.0, 20 * asked / max(1, words)), name))
    shares.sort(reverse=True)
    if not shares or shares[0][0] < 0.4:
        return None
    if len(shares) > 1 and shares[0][0] < 1.3 * shares[1][0]:
        return None
    return shares[0][1]


def _same(name: str, other: str) -> bool:
    """Tell whether two names can be one person's: equal, or one is the other's first name."""
    ours, theirs = name.casefold().split(), other.casefold().split()
    if not ours or not theirs:
        return False
    return ours == theirs or (ours[0] == theirs[0] and 1 in (len(ours), len(theirs)))
