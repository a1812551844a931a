"""Keys, colours and letters tell codes apart, also for those who do not see the colours."""

import math

from hypothesis import given
from hypothesis import strategies as st

from kodeverk.codebook import PALETTE, fresh_color, letters, parse_color, valid_key
from kodeverk.model import Code, Codebook


def linear(color: str) -> tuple[float, float, float]:
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return r, g, b


def contrast(one: str, two: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05) of relative luminance."""
    shades = sorted(
        sum(w * x for w, x in zip((0.2126, 0.7152, 0.0722), linear(color), strict=True))
        for color in (one, two)
    )
    return (shades[1] + 0.05) / (shades[0] + 0.05)


def oklab(color: str) -> tuple[float, float, float]:
    """Ottosson (2020), “A perceptual color space for image processing”."""
    r, g, b = linear(color)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


def test_contrast_knows_the_extremes() -> None:
    assert round(contrast("#000000", "#ffffff"), 6) == 21
    assert contrast("#777777", "#777777") == 1


def test_the_palette_can_be_told_on_dark_and_light() -> None:
    assert len(set(PALETTE)) == len(PALETTE) == 14
    for color in PALETTE:
        assert contrast(color, "#121212") >= 3
        assert contrast(color, "#e0e0e0") >= 3
    for i, one in enumerate(PALETTE):
        for two in PALETTE[i + 1 :]:
            assert math.dist(oklab(one), oklab(two)) >= 0.12


def test_fresh_colors_are_unused_until_all_are_used() -> None:
    book = Codebook()
    for number in range(2 * len(PALETTE)):
        color = fresh_color(book)
        assert color == PALETTE[number % len(PALETTE)]
        book = Codebook(codes=(*book.codes, Code(str(number), "x", color=color)))


def test_keys() -> None:
    assert all(valid_key(key) for key in "0189AZÆØÅæøå")
    assert not any(valid_key(key) for key in ("", "a", "z", "é", "10", " ", "?", "AB", "\t"))


def test_colors() -> None:
    assert parse_color(" #0A5 ") == "#00aa55"
    assert parse_color("0054FC") == "#0054fc"
    for text in ("", "#12", "#12345", "#1234567", "red", "#ggg", "##000"):
        assert parse_color(text) is None


def test_letters_are_the_key_or_initials() -> None:
    book = Codebook(
        codes=(
            Code("1", "Felles arrangement"),
            Code("2", "Fri arena"),
            Code("3", "Kompetansedeling"),
            Code("4", "Tid", key="T"),
            Code("5", "Én dør for alle"),
            Code("6", "🙂", key=""),
            Code("7", "T"),
            Code("8", "Fakta"),
        )
    )
    assert letters(book) == {
        "1": "FA",
        "2": "Fr",
        "3": "Ko",
        "4": "T",
        "5": "ÉD",
        "6": "Aa",
        "7": "Ta",
        "8": "Fk",
    }


@given(st.lists(st.text(max_size=8), max_size=30), st.sets(st.sampled_from("019AZÅå"), max_size=4))
def test_letters_are_distinct_and_narrow(names: list[str], keys: set[str]) -> None:
    waiting = sorted(keys)
    codes = [
        Code(str(i), name, key=waiting.pop() if waiting else "") for i, name in enumerate(names)
    ]
    marks = letters(Codebook(codes=tuple(codes)))
    assert len(set(marks.values())) == len(codes)
    assert all(1 <= len(mark) <= 2 and mark.isalnum() for mark in marks.values())


def test_letters_are_distinct_for_very_many_codes() -> None:
    book = Codebook(codes=tuple(Code(str(i), "Kode") for i in range(1600)))
    assert len(set(letters(book).values())) == 1600
