"""The errors a person may meet: what is wrong, and the cure.

Tree::

    KodeverkError
    ├── UsageError        the command line or a setting asks for something that cannot be
    ├── ProjectError      the folder is not a project, or cannot be opened
    │   └── LockedError   the same coder has the project open elsewhere on this machine
    ├── NotFoundError     no such transcript, code, coding …
    ├── ConflictError     the file on disk is not the one that was read
    ├── DataError         a file's content cannot be used
    │   └── ImportRefused a source file was refused (carries an outcome code)
    └── SaveError         the disk did not take the change; nothing was acknowledged
"""


class KodeverkError(Exception):
    """What is wrong (``message``) and what to do about it (``cure``), in the user's language.

    Neither may quote a transcript: both can end up in a log.
    """

    def __init__(self, message: str, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        return f"{self.message} {self.cure}".rstrip()


class UsageError(KodeverkError):
    """The command line or a setting asks for something that cannot be."""


class ProjectError(KodeverkError):
    """The folder is not a project, or cannot be opened."""


class LockedError(ProjectError):
    """The same coder has the project open in another Kodeverk on this machine."""


class NotFoundError(KodeverkError):
    """No such transcript, code, coding, …"""


class ConflictError(KodeverkError):
    """The file on disk is not the one that was read; nothing was overwritten."""


class DataError(KodeverkError):
    """A file's content cannot be used."""


class ImportRefused(DataError):
    """A source file was refused. ``code`` is one of the outcome codes of the importers."""

    def __init__(self, code: str, message: str, cure: str = "") -> None:
        super().__init__(message, cure)
        self.code = code


class SaveError(KodeverkError):
    """The disk did not take the change; nothing was acknowledged."""
