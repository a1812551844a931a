"""The head line of a room: the study, what is open, and facts that no screen is too narrow for."""

from collections.abc import Iterable

from textual.content import Content

from kodeverk.text import clean_line

_LEAST = 8  # cells of what is open that are shown however narrow the screen is


def head_line(
    study: str, name: str, facts: Iterable[str] = (), warning: str = "", width: int = 0
) -> Content:
    """Return the line; ``name`` gives way where ``width`` (in cells; 0: no matter) is too small."""
    start = Content.assemble((f" {clean_line(study)} ", "bold reverse"), " ")
    parts: list[str | tuple[str, str]] = [f"  {clean_line(fact)}" for fact in facts if fact]
    if warning:
        parts.append((f"  {clean_line(warning)}", "bold $text-warning"))
    end = Content.assemble(*parts)
    title = Content.styled(clean_line(name), "bold")
    room = max(width - start.cell_length - end.cell_length, _LEAST)
    if width and title.cell_length > room:
        title = title.truncate(room, ellipsis=True)
    return start + title + end
