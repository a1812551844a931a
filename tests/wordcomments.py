"""Word files with comments for tests: threads, resolved ones, stretches in odd places."""

from dataclasses import dataclass

from wordfiles import part, word

W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W15 = "http://schemas.microsoft.com/office/word/2012/wordml"


@dataclass(frozen=True)
class Said:
    """A comment as Word keeps it: its number is its place in the list."""

    author: str
    text: str
    date: str = "2026-02-03T09:05:00Z"
    answers: int | None = None
    resolved: bool = False


def start(number: int) -> str:
    """Return where a comment begins."""
    return f'<w:commentRangeStart w:id="{number}"/>'


def end(number: int) -> str:
    """Return where a comment ends, and is referred to."""
    return f'<w:commentRangeEnd w:id="{number}"/>{reference(number)}'


def reference(number: int) -> str:
    """Return what shows that there is a comment."""
    return f'<w:r><w:commentReference w:id="{number}"/></w:r>'


def parts(*comments: Said) -> dict[str, str | bytes]:
    """Return the parts that hold ``comments``, as Word writes them."""
    written, threads = [], []
    for n, said in enumerate(comments):
        lines = said.text.split("\n")
        paragraphs = "".join(
            f'<w:p xmlns:w14="{W14}" w14:paraId="{n:04X}{line:04X}"><w:r><w:annotationRef/></w:r>'
            f"<w:r><w:t>{text}</w:t></w:r></w:p>"
            for line, text in enumerate(lines)
        )
        date = f' w:date="{said.date}"' if said.date else ""
        written.append(
            f'<w:comment w:id="{n}" w:author="{said.author}"{date} w:initials="XX">'
            f"{paragraphs}</w:comment>"
        )
        above = (
            "" if said.answers is None else f' w15:paraIdParent="{_last(comments, said.answers)}"'
        )
        threads.append(
            f'<w15:commentEx w15:paraId="{_last(comments, n)}"{above}'
            f' w15:done="{int(said.resolved)}"/>'
        )
    extended = f'<w15:commentsEx xmlns:w15="{W15}">{"".join(threads)}</w15:commentsEx>'
    return {
        "word/comments.xml": part("comments", "".join(written)),
        "word/commentsExtended.xml": extended,
    }


def _last(comments: tuple[Said, ...], number: int) -> str:
    return f"{number:04X}{comments[number].text.count(chr(10)):04X}"


def commented(*body: str, comments: tuple[Said, ...]) -> bytes:
    """Return a .docx with ``comments``."""
    return word(*body, parts=parts(*comments))
