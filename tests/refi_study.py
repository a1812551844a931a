"""Studies of many kinds, drawn by chance."""

from collections.abc import Sequence

from hypothesis import strategies as st

from kodeverk.interchange.parcel import ForeignCase, ForeignText, Parcel
from kodeverk.interchange.refi.codes import in_order
from kodeverk.model import (
    Code,
    Codebook,
    Coding,
    Memo,
    Origin,
    OriginKind,
    Rule,
    Span,
    Target,
    TargetKind,
)

CODERS = ("kari", "Åse Bø", "per")
_SYLLABLES = (
    "vi",
    "må",
    " ",
    "\n",
    "😀",
    "👩‍👩‍👧",
    "e\u0301",
    "ring",
    ". ",
    "øy",
    "<&>",
    '"',
    "—",
    "\t",
)
_WORDS = st.sampled_from(("Ensomhet", "Støtte", "Rom & plass", "Å dele", "<b>", "Café", "a::b"))
_SAID = st.lists(
    st.sampled_from(("Husk å spørre", "😀", "«ja»", "\n", "e\u0301n")), min_size=1
).map(lambda parts: f"Memo {' '.join(parts)}".strip())
_IDS = st.one_of(
    st.binary(min_size=10, max_size=10).map(bytes.hex), st.text("abc-09", min_size=1, max_size=9)
)
_MOMENTS = st.datetimes().map(lambda t: t.isoformat(timespec="milliseconds") + "Z")
_ATTRIBUTES = st.dictionaries(
    st.sampled_from(("sted", "alder", "enhet")),
    st.sampled_from(("Ås", "54", "007", "-3")),
    max_size=2,
)


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    """Draw a codebook: a tree of codes, some with the same name."""
    codes: list[Code] = []
    for number in range(draw(st.integers(0, 5))):
        parent = draw(st.sampled_from([None, *(code.id for code in codes)]))
        codes.append(
            Code(
                f"kode-{number}",
                draw(_WORDS),
                definition=draw(st.one_of(st.just(""), _SAID)),
                include=draw(st.sampled_from(("", "Når noen deler."))),
                examples=draw(st.sampled_from(((), ("Vi deler.",)))),
                color=draw(st.sampled_from(("", "#1f77b4"))),
                parent=parent,
                codable=draw(st.booleans()),
                cues=draw(st.sampled_from(((), ("dele", "låne")))),
            )
        )
    rules = draw(st.sampled_from(((), (Rule("r1", "Bare det som er sagt."),))))
    return Codebook("Kodebok", "2", "nb", tuple(in_order(codes)), rules)


@st.composite
def parcels(draw: st.DrawFn) -> Parcel:
    """Draw a whole study."""
    book = draw(books())
    texts = tuple(
        ForeignText(
            f"t-{number}",
            draw(st.sampled_from(("Intervju", "Møte på Ås"))),
            "".join(draw(st.lists(st.sampled_from(_SYLLABLES), min_size=1, max_size=25))),
            draw(_ATTRIBUTES),
            draw(st.sampled_from(("", "nb"))),
            draw(st.one_of(st.just(""), _MOMENTS)),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    codings: list[Coding] = []
    if texts and book.codes:
        ids = draw(st.lists(_IDS, max_size=6, unique=True))
        codings = [draw(_coding(id, texts, book)) for id in ids]
    targets = [
        Target(TargetKind.PROJECT),
        *(Target(TargetKind.CODE, code.id) for code in book.codes),
        *(Target(TargetKind.TRANSCRIPT, text.id) for text in texts),
        *(Target(TargetKind.CODING, coding.id) for coding in codings),
    ]
    about = st.tuples(st.sampled_from(targets), st.sampled_from(CODERS))
    keys = draw(st.lists(about, max_size=5, unique=True))
    memos = tuple(
        Memo(draw(_IDS) + f"-{n}", target, draw(_SAID), coder, draw(_MOMENTS))
        for n, (target, coder) in enumerate(keys)
    )
    cases = tuple(
        ForeignCase(
            f"sak-{number}",
            draw(_WORDS),
            draw(_ATTRIBUTES),
            tuple(text.id for text in texts if draw(st.booleans())),
            tuple((text.id, draw(_span(text))) for text in texts if draw(st.booleans())),
        )
        for number in range(draw(st.integers(0, 2)))
    )
    return Parcel(
        draw(_WORDS),
        "Kodeverk",
        book,
        CODERS,
        texts,
        tuple(codings),
        memos,
        cases,
        extra={"project": draw(_IDS), "front": {"t-0": {"kind": "interview", "n": [1, None]}}},
    )


@st.composite
def _span(draw: st.DrawFn, text: ForeignText) -> Span:
    start = draw(st.integers(0, len(text.text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text.text))))


@st.composite
def _coding(draw: st.DrawFn, id: str, texts: Sequence[ForeignText], book: Codebook) -> Coding:
    text = draw(st.sampled_from(texts))
    origin = draw(
        st.sampled_from(
            (Origin(), Origin(OriginKind.SUGGESTED, 0.73, "nb-1"), Origin(OriginKind.EDITED))
        )
    )
    return Coding(
        id,
        text.id,
        "",
        draw(_span(text)),
        draw(st.sampled_from([code.id for code in book.codes])),
        draw(st.sampled_from(CODERS)),
        draw(_MOMENTS),
        origin,
        draw(st.sampled_from(("", "0123456789abcdef0123"))),
    )
