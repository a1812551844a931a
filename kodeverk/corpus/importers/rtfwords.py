"""The words of RTF that matter to the text: letters, destinations and code pages. No I/O."""

import codecs

# Words that are a letter.
LETTERS = {
    "tab": "\t",
    "line": "\n",
    "lbr": "\n",
    "page": "\n",
    "column": "\n",
    "emdash": "—",
    "endash": "–",
    "bullet": "•",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
}
# Symbols that are a letter; the soft hyphen is none.
SIGNS = {
    b"_": "\u2011",
    b"~": "\xa0",
    b"\\": "\\",
    b"{": "{",
    b"}": "}",
    b"\t": "\t",
}
# Destinations whose text is kept apart from that around it.
_TAKEN = (
    "fonttbl shptxt dptxbxtext annotation atnauthor atndate atnref atrfstart atrfend "
    "header headerl headerr headerf footer footerl footerr footerf"
)
TAKEN = frozenset(_TAKEN.split())
# Destinations with a star that are seen through: there is text in them, or a picture.
KEPT = frozenset(("shpinst", "shppict", "do", "nesttableprops"))
# Destinations that no reader sees, or that say again what stands beside them.
_UNSEEN = (
    "colortbl stylesheet info listtext pntext pntxta pntxtb fldinst sp xe tc tcn rxe txe filetbl "
    "ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn template private nonesttables nonshppict shprslt "
    "objdata objclass objname mmathPict revtbl listtable listoverridetable upr"
)
UNSEEN = frozenset(_UNSEEN.split())
# What a transcript has no place for. The text that an object shows is text; the others have none.
COUNTED = {
    "pict": "picture",
    "object": "object",
    "footnote": "footnote",
    "moMath": "equation",
    "moMathPara": "equation",
}
SYMBOL_FONT = "symbols"
SYMBOLS = {0x4A: "☺", 0x4C: "☹", 0xE0: "→", 0xDF: "←", 0xB7: "•"}
WORDS_PAGE = {"ansi": 1252, "mac": 10000, "pc": 437, "pca": 850}
_PAGES = {10000: "mac_roman", 10006: "mac_greek", 10007: "mac_cyrillic", 10029: "mac_latin2"}
_PAGES |= {10001: "shift_jis", 1361: "johab", 65001: "utf-8"}
_CHARSETS = {2: 0, 77: 10000, 78: 10001, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950}
_CHARSETS |= {161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251}
_CHARSETS |= {222: 874, 238: 1250, 254: 437, 255: 850}


def page_of(number: int) -> str:
    """Return Python's name for a code page of Windows; empty if there is none."""
    name = _PAGES.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""


def page_of_font(charset: int) -> str:
    """Return the code page that goes with a font; empty where it is that of the file."""
    if charset == 2:
        return SYMBOL_FONT
    return page_of(_CHARSETS[charset]) if charset in _CHARSETS else ""
