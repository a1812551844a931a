"""Every command of the screen, once: footer, palette, key map, help and README read this table."""

from collections.abc import Iterable, Mapping
from typing import cast

from textual.binding import Binding, BindingType

from kodeverk.i18n import _
from kodeverk.model import Value

SIGNS = {
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "plus": "+",
    "minus": "-",
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "full_stop": ".",
    "comma": ",",
    "enter": "⏎",
    "space": "␣",
    "asterisk": "*",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


class Command(Value, frozen=True):
    """What a person can ask for: ``id`` is also the action's name, ``keys`` as Textual names them.

    ``footer`` is the short word in the footer; commands without one are only in the help.
    """

    id: str
    keys: str
    label: str
    group: str
    footer: str = ""
    priority: bool = False

    @property
    def binding(self) -> Binding:
        """The binding of the command's keys; its id lets a person choose other keys."""
        return Binding(
            self.keys,
            self.id,
            self.footer or self.label,
            show=bool(self.footer),
            key_display=signs(self.keys.split(",")[0]),
            id=self.id,
            priority=self.priority,
        )


def signs(keys: str) -> str:
    """Return ``keys`` as people know them: ``ctrl+r``, ``⇧→``, ``j ↓``."""
    shown = []
    for key in keys.split(","):
        *modifiers, last = key.strip().split("+")
        sign = SIGNS.get(last, last.upper() if last[:1] == "f" and last[1:].isdigit() else last)
        prefix = "".join("⇧" if m == "shift" else f"{m}+" for m in modifiers)
        shown.append(prefix + sign)
    return " ".join(shown)


def bindings(commands: Iterable[Command]) -> list[BindingType]:
    """Return the bindings of ``commands``, for a screen's BINDINGS."""
    return [cast(BindingType, command.binding) for command in commands]


MOVE, SELECT, CODE = _("Move"), _("Select"), _("Code")
SUGGEST, TEXT, STUDY = _("Suggestions"), _("The text"), _("Study")

CODING: tuple[Command, ...] = (
    Command("next_sentence", "down,j", _("next sentence"), MOVE),
    Command("previous_sentence", "up,k", _("previous sentence"), MOVE),
    Command("next_turn", "ctrl+down,l", _("next turn"), MOVE),
    Command("previous_turn", "ctrl+up,h", _("previous turn"), MOVE),
    Command("next_word", "right", _("next word"), MOVE),
    Command("previous_word", "left", _("previous word"), MOVE),
    Command("page_down", "pagedown", _("a page down"), MOVE),
    Command("page_up", "pageup", _("a page up"), MOVE),
    Command("first", "home", _("to the start"), MOVE),
    Command("last", "end", _("to the end"), MOVE),
    Command("next_uncoded", "d", _("next uncoded sentence"), MOVE),
    Command("find", "slash", _("find in the transcript"), MOVE, _("Find")),
    Command("find_next", "full_stop", _("next match"), MOVE),
    Command("find_previous", "comma", _("previous match"), MOVE),
    Command("jump", "v", _("go to another transcript"), MOVE, _("Text")),
    Command("extend_word", "shift+right,w", _("select a word more"), SELECT),
    Command("shrink_word", "shift+left,b", _("select a word less"), SELECT),
    Command("extend_sentence", "shift+down,s", _("select a sentence more"), SELECT, _("Select")),
    Command("shrink_sentence", "shift+up,a", _("select a sentence less"), SELECT),
    Command("extend_turn", "t", _("select the turn, then one more"), SELECT),
    Command("clear", "escape", _("select nothing"), SELECT),
    Command("pick", "c", _("choose a code by name"), CODE, _("Code")),
    Command("repeat", "r", _("the last code again"), CODE, _("Again")),
    Command("new_code", "n", _("new code, and use it"), CODE),
    Command("in_vivo", "i", _("new code from the words themselves (in vivo)"), CODE),
    Command("recode", "e", _("give the coding another code"), CODE, _("Recode")),
    Command("remove", "x,delete", _("remove the coding"), CODE, _("Remove")),
    Command("grow_end", "plus", _("the end a word on"), CODE),
    Command("shrink_end", "minus", _("the end a word back"), CODE),
    Command("grow_start", "less_than_sign", _("the start a word back"), CODE),
    Command("shrink_start", "greater_than_sign", _("the start a word on"), CODE),
    Command("next_item", "space", _("next coding or suggestion on the sentence"), CODE),
    Command("memo", "m", _("write a memo"), CODE, _("Memo")),
    Command("undo", "u,ctrl+z", _("undo"), CODE, _("Undo")),
    Command("redo", "y,ctrl+y", _("redo"), CODE),
    Command("accept", "g,enter", _("accept the suggestion"), SUGGEST, _("Accept")),
    Command("reject", "f", _("reject the suggestion"), SUGGEST, _("Reject")),
    Command("next_suggestion", "o", _("next suggestion"), SUGGEST, _("Next")),
    Command("previous_suggestion", "p", _("previous suggestion"), SUGGEST),
    Command("next_comment", "q", _("next comment"), SUGGEST),
    Command("previous_comment", "Q", _("previous comment"), SUGGEST),
    Command("comments", "ctrl+k", _("list the comments"), SUGGEST),
    Command(
        "fix", "ctrl+r", _("correct the turn: words, speaker, where it ends"), TEXT, _("Correct")
    ),
    Command("revise", "ctrl+t", _("a corrected text from a file; codings that wait"), TEXT),
    Command("read_on", "z", _("read on in the card and the details"), STUDY),
    Command("left_panel", "f6", _("show or hide the codebook"), STUDY),
    Command("right_panel", "f7", _("show or hide the details"), STUDY),
)

PROGRAM: tuple[Command, ...] = (
    Command("help", "f1,question_mark", _("all keys"), STUDY, _("Help")),
    Command("codebook", "f2", _("the codebook"), STUDY),
    Command("import", "f3", _("import files"), STUDY),
    Command("report", "f4", _("write a Word summary"), STUDY),
    Command("problems", "f5", _("what is wrong with the files"), STUDY),
    Command("pick_quotes", "f10", _("pick the quotes of a summary"), STUDY),
    Command("review", "f9", _("review suggestions one by one"), STUDY, _("Review")),
    Command("export", "ctrl+e", _("export codings, transcripts, codebook"), STUDY),
    Command("record", "f12", _("how right the suggestions were"), STUDY),
    Command("palette", "ctrl+p", _("find a command"), STUDY, priority=True),
    Command("theme", "f8", _("light or dark"), STUDY),
    Command("quit", "ctrl+q", _("quit"), STUDY, _("Quit"), priority=True),
)

_SHARED = {command.id: command for command in CODING}
_BACK = Command("leave", "escape", _("back"), STUDY, _("Back"))
BOOK, PLACE, FILES, SUMMARY = _("Codebook"), _("Place in the tree"), _("Files"), _("Word summary")

CUES: tuple[Command, ...] = (
    Command("cue_accept", "a", _("take the proposed cue"), BOOK, _("Take")),
    Command("cue_reject", "f", _("turn the proposed cue down, for this time"), BOOK, _("Not this")),
    Command("cue_next", "o", _("next proposed cue"), BOOK, _("Next")),
    Command("cue_previous", "p", _("previous proposed cue"), BOOK),
)
CODEBOOK: tuple[Command, ...] = (
    Command("code_edit", "enter,e", _("write in the card of the code"), BOOK, _("Edit")),
    Command("code_beside", "n", _("new code beside this one"), BOOK, _("New")),
    Command("code_below", "i", _("new code below this one"), BOOK, _("Below")),
    Command("code_rename", "r", _("another name"), BOOK),
    Command("code_color", "c", _("another colour"), BOOK),
    Command("code_key", "t", _("another key for the code"), BOOK),
    Command("code_merge", "g", _("merge into another code"), BOOK, _("Merge")),
    Command("code_remove", "x,delete", _("remove the code"), BOOK, _("Remove")),
    Command("code_find", "slash", _("find a code"), BOOK),
    _SHARED["memo"],
    Command("code_up", "ctrl+up,k", _("up among its siblings"), PLACE),
    Command("code_down", "ctrl+down,j", _("down among its siblings"), PLACE),
    Command("code_out", "ctrl+left,h", _("out, beside the code above it"), PLACE),
    Command("code_in", "ctrl+right,l", _("in, below the code before it"), PLACE),
    Command("code_move", "v", _("move to a place by name"), PLACE),
    _SHARED["undo"],
    _SHARED["redo"],
    *CUES,
    _BACK,
)

IMPORTS: tuple[Command, ...] = (
    Command("import_all", "i", _("import all that can be"), FILES, _("Import")),
    Command("import_names", "n", _("the names in all the files: who is who"), FILES, _("Names")),
    Command("import_path", "slash", _("write the path of a file or folder"), FILES, _("Path")),
    Command("import_folder", "f", _("add the whole folder"), FILES, _("Folder")),
    Command("import_files", "l", _("to the files to import"), FILES, _("List")),
    Command("import_details", "e", _("title, date, speakers of the file"), FILES, _("Details")),
    Command("import_role", "r,space", _("the speaker's next role"), FILES, _("Role")),
    Command("import_read", "v", _("read the whole text"), FILES, _("Text")),
    Command("import_columns", "k", _("which columns of a survey are answers"), FILES, _("Columns")),
    Command("import_drop", "x,delete", _("take the file off the list"), FILES, _("Remove")),
    _BACK,
)

PREVIEW: tuple[Command, ...] = (
    *(_SHARED[name] for name in ("next_sentence", "previous_sentence", "next_turn")),
    *(_SHARED[name] for name in ("previous_turn", "page_down", "page_up", "first", "last")),
    *(_SHARED[name] for name in ("find", "find_next", "find_previous")),
    _BACK,
)

NAMED = _("Names")

NAMES: tuple[Command, ...] = (
    Command("names_rename", "e", _("another name"), NAMED, _("Name")),
    Command("names_merge", "m", _("the names that are ticked are one person"), NAMED, _("Merge")),
    Command("names_suggested", "g", _("merge as suggested"), NAMED, _("Suggested")),
    Command("names_all", "s", _("merge all as suggested"), NAMED, _("All")),
    Command("names_undo", "u", _("take the last choice back"), NAMED, _("Undo")),
    Command("names_role", "r", _("the next role"), NAMED, _("Role")),
    Command(
        "names_attributes", "a", _("attributes, such as unit and place"), NAMED, _("Attributes")
    ),
    Command(
        "names_table", "c", _("take names, roles and attributes from a table"), NAMED, _("CSV")
    ),
    Command("names_reset", "x,delete", _("as it is in the file"), NAMED, _("Reset")),
    Command("names_here", "f", _("all files, or only this one"), NAMED, _("File")),
    _BACK,
)

REPORT: tuple[Command, ...] = (
    Command("report_all", "a", _("all or none in the list"), SUMMARY, _("All")),
    Command("report_up", "ctrl+up,k", _("the theme or code up"), SUMMARY, _("Up")),
    Command("report_down", "ctrl+down,j", _("the theme or code down"), SUMMARY, _("Down")),
    Command("report_order", "o", _("the codes in the codebook's order again"), SUMMARY),
    Command("report_write", "w", _("write the summary"), SUMMARY, _("Write")),
    Command("report_pick", "p", _("pick the quotes"), SUMMARY, _("Quotes")),
    Command(
        "report_returned", "r", _("a summary that came back from Word"), SUMMARY, _("Returned")
    ),
    _BACK,
)

RETURNED: tuple[Command, ...] = (
    Command("returned_refresh", "w", _("put in what is new in the study"), SUMMARY, _("Refresh")),
    _BACK,
)

EXPORT: tuple[Command, ...] = (
    Command("export_all", "a", _("all or none in the list"), STUDY, _("All")),
    Command("export_write", "w", _("write it"), STUDY, _("Write")),
    _BACK,
)

ANSWER, SEGMENT, QUEUE = _("Answer"), _("The segment"), _("The queue")

REVIEW: tuple[Command, ...] = (
    Command("accept", "g,enter", _("accept: the code fits"), ANSWER, _("Accept")),
    Command("reject", "f", _("reject: it does not fit"), ANSWER, _("Reject")),
    Command("recode", "e,c", _("another code instead; its own key too"), ANSWER, _("Recode")),
    Command("skip", "o,down", _("skip it for now"), ANSWER, _("Skip")),
    Command("unskip", "p,up", _("back to the one skipped last"), ANSWER),
    Command("alike", "d", _("the same answer for all like it"), ANSWER, _("Same for all")),
    _SHARED["undo"],
    _SHARED["redo"],
    Command("wider", "plus,w,shift+right", _("a word more at the end"), SEGMENT, _("Wider")),
    Command("narrower", "minus,b,shift+left", _("a word less at the end"), SEGMENT),
    Command("wider_start", "less_than_sign", _("a word more at the start"), SEGMENT),
    Command("narrower_start", "greater_than_sign", _("a word less at the start"), SEGMENT),
    Command("wider_sentence", "s,shift+down", _("a sentence more"), SEGMENT),
    Command("narrower_sentence", "a,shift+up", _("a sentence less"), SEGMENT),
    Command("sentence_before", "h", _("the sentence before too"), SEGMENT),
    Command("whole_turn", "t", _("the whole turn"), SEGMENT),
    Command("order", "r", _("in another order"), QUEUE, _("Order")),
    Command("choose_transcripts", "v", _("choose the transcripts"), QUEUE, _("Texts")),
    Command("choose_code", "k", _("only one code or theme"), QUEUE, _("Only")),
    Command("see", "i", _("see it in the transcript"), QUEUE),
    _SHARED["memo"],
    Command("read_on", "z", _("read on in the reasons"), QUEUE),
    _BACK,
)

RECORD: tuple[Command, ...] = (
    Command("bar_up", "plus", _("raise your bar: fewer suggestions"), SUGGEST, _("Bar up")),
    Command("bar_down", "minus", _("lower your bar: more suggestions"), SUGGEST, _("Bar down")),
    Command("bar_none", "0", _("let the engine find the bar"), SUGGEST, _("No bar")),
    Command("blind_more", "greater_than_sign", _("hold back on more sentences"), SUGGEST),
    Command("blind_less", "less_than_sign", _("hold back on fewer sentences"), SUGGEST),
    Command("record_over", "u", _("by week or by month"), SUGGEST, _("Week or month")),
    Command("record_again", "r", _("count again"), SUGGEST),
    _BACK,
)

QUOTES, HEARD = _("Quotes"), _("Who is heard")

PICKING: tuple[Command, ...] = (
    Command("pick_best", "asterisk,g", _("one of the best, or not any more"), QUOTES, _("Best")),
    Command("pick_counter", "minus,f", _("an example to the contrary"), QUOTES, _("Contrary")),
    Command("pick_cut", "x", _("choose which sentences are shown"), QUOTES, _("Cut")),
    Command("pick_next_code", "right,l", _("the next code"), QUOTES, _("Next code")),
    Command("pick_previous_code", "left,h", _("the code before"), QUOTES),
    Command("pick_code", "c", _("a code by name"), QUOTES, _("Code")),
    Command("pick_against", "t", _("what speaks against the code"), QUOTES, _("Against")),
    Command("pick_level", "b", _("by informant, unit or place"), HEARD, _("Heard")),
    Command("pick_everywhere", "a", _("under this code or in the whole report"), HEARD),
    Command("see", "i", _("see it in the transcript"), QUOTES),
    _SHARED["undo"],
    _SHARED["redo"],
    _BACK,
)

CORRECTED = _("Corrected text")

REVISION: tuple[Command, ...] = (
    Command("fate_accept", "a,enter", _("accept where it stands now"), CORRECTED, _("Accept")),
    Command("fate_drop", "x,delete", _("drop the coding, or not after all"), CORRECTED, _("Drop")),
    Command("revise_do", "w,ctrl+s", _("carry out what is decided"), CORRECTED, _("Carry out")),
    Command("place_next", "n", _("the next sentence instead"), CORRECTED, _("Next place")),
    Command("place_previous", "p", _("the sentence before instead"), CORRECTED),
    Command("place_longer", "s,shift+down", _("a sentence more"), CORRECTED),
    *(_SHARED[name] for name in ("grow_end", "shrink_end", "grow_start", "shrink_start")),
    Command(
        "fate_alike",
        "A",
        _("accept all where only punctuation differs; again: all"),
        CORRECTED,
        _("Accept all"),
    ),
    Command("fate_next", "o", _("the next one that nobody has looked at"), CORRECTED),
    _SHARED["undo"],
    Command("revise_file", "slash", _("choose the corrected file"), CORRECTED, _("File")),
    _BACK,
)

PROBLEMS: tuple[Command, ...] = (
    Command("problems_again", "r", _("look at all files again"), FILES, _("Again")),
    _BACK,
)

_BY_ID = {command.id: command for command in (*CODING, *PROGRAM)}
# The line at the bottom of the coding room, the most needed first: a narrow one drops the rest.
CODING_BAR = tuple(
    _BY_ID[name]
    for name in (
        *("help", "pick", "repeat", "accept", "reject", "next_suggestion", "review"),
        *("undo", "memo", "recode", "remove", "extend_sentence", "find", "jump", "fix", "quit"),
    )
)
ALL = (
    *CODING,
    *PROGRAM,
    *CODEBOOK,
    *IMPORTS,
    *NAMES,
    *REPORT,
    *EXPORT,
    *REVIEW,
    *RECORD,
    *PICKING,
    *PROBLEMS,
    *RETURNED,
    *REVISION,
)


def keymap(chosen: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return the part of ``chosen`` (command to keys) that can be used, and the wrong names."""
    known = {command.id for command in ALL}
    good = {name: keys for name, keys in chosen.items() if name in known and keys.strip()}
    return good, sorted(set(chosen) - set(good))
