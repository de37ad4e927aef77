"""What can be wrong with what was asked for on the command line."""

import errno
from datetime import datetime
from pathlib import Path

from stepin.errors import ConfigError, HomeError, InputError, StepinError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ANOTHER = "Give another file, or a folder that exists and that you may write to"


class NoHomeError(HomeError):
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"There is no home at {home}. Bring some history in first (stepin sync github OWNER/REPO, "
            "or stepin import), or look at an invented organisation: stepin demo"
        )


class HomeIsAFileError(HomeError):
    def __init__(self, home: Path) -> None:
        super().__init__(f"{home} is a file, and a home is a folder. Name a folder with --home.")


class HomeIsUnreadableError(HomeError):
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"{home} may not be read. Give yourself the right to read it, or name another home with --home."
        )


class HomeFileError(HomeError):
    def __init__(self, path: Path, error: OSError) -> None:
        room = error.errno in _FULL
        remedy = "Free some space" if room else "Give yourself the right to write there"
        super().__init__(
            f"Cannot write {path}: {error.strerror or error}. {remedy}, or name another home with --home, "
            "and run this again. The log is whole."
        )


class NoOutputError(StepinError):
    def __init__(self, why: str) -> None:
        super().__init__(f"Cannot write to standard output: {why}. Give it somewhere to write to.")


class NothingGoodError(InputError):
    def __init__(self, source: str) -> None:
        super().__init__(f"Nothing in {source} could be taken in. Mend what is listed, and run this again.")


class FutureError(InputError):
    exit_code = 2

    def __init__(self, at: datetime) -> None:
        super().__init__(
            f"--as-of {at:%Y-%m-%d %H:%M} UTC is in the future, of which nothing is known. "
            "Leave it out to look from now."
        )


class NotATimeError(InputError):
    exit_code = 2

    def __init__(self, text: str) -> None:
        super().__init__(f"--as-of {text!r} is no time. Write it like 2024-06-10 or 2024-06-10T09:00+02:00.")


class OutputError(InputError):
    exit_code = 1

    def __init__(self, path: Path, error: OSError) -> None:
        remedy = "Free some space, or give another file" if error.errno in _FULL else _ANOTHER
        super().__init__(f"Cannot write {path}: {error.strerror or error}. {remedy}.")


class NoSuchStepInError(InputError):
    def __init__(self, step_in: str) -> None:
        super().__init__(f"There is no step-in {step_in!r} that you may see. List them with: stepin step-ins")


class LookedBackAlreadyError(InputError):
    def __init__(self, step_in: str) -> None:
        super().__init__(
            f"{step_in} was looked back at. To answer anew, first: stepin look-back {step_in} --undo"
        )


class UnknownCauseError(InputError):
    def __init__(self, cause: str, known: tuple[str, ...]) -> None:
        super().__init__(f"{cause!r} is no cause. It is one or more of: {', '.join(known)}.")


class NotAskedError(InputError):
    def __init__(self) -> None:
        super().__init__(
            "There is no terminal to ask on. Say what was missing with --missing CAUSE, or --nothing-missing."
        )


class NotADayToComeError(InputError):
    def __init__(self, day: str) -> None:
        super().__init__(f"{day!r} is no day to come. Say tomorrow, monday, or a date like 2024-06-30.")


class NoSuchItemError(InputError):
    def __init__(self, item: str) -> None:
        super().__init__(
            f"There is no item {item!r} that you may see. Leave --item out, and say with --team and --about "
            "what it was."
        )


class NotLoggedForAnybodyError(InputError):
    exit_code = 2

    def __init__(self) -> None:
        super().__init__("Say whose step-in it is: --for NAME, or set owner in stepin.toml.")


class AskedForTwoViewsError(InputError):
    exit_code = 2

    def __init__(self) -> None:
        super().__init__("--share is nobody's own view, so it cannot go with --for. Leave one of them out.")


class NotADemoError(HomeError):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} is not empty and no earlier demo, so it is left alone. "
            "Name an empty or a new folder: stepin demo --home FOLDER"
        )


class AlreadySetUpError(HomeError):
    exit_code = 1

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is there already and stays as it is. Edit it, or replace it with: stepin init --force"
        )


class PortError(StepinError):
    def __init__(self, host: str, port: int, error: OSError) -> None:
        taken = error.errno == errno.EADDRINUSE
        why = "something else listens there already" if taken else error.strerror or str(error)
        super().__init__(
            f"Cannot listen on {host} port {port}: {why}. "
            f"Choose another: stepin serve --port {_another(port)}"
        )


class CertificateError(ConfigError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"https needs a certificate and its key, both as PEM files that can be read: {why}. "
            "Give both, or neither and a server with https before stepin."
        )


class PagesEndedError(StepinError):
    def __init__(self) -> None:
        super().__init__(
            "The pages ended by themselves; what went wrong stands above. Mend it and start again."
        )


class DatabaseError(HomeError):
    def __init__(self, folder: Path, error: Exception, *, is_own_file: bool) -> None:
        why = (str(error).strip() or type(error).__name__).splitlines()[0]
        remedy = (
            f"See that you may write to {folder} and that there is room, or name another home with --home"
            if is_own_file
            else "See that the server runs and that STEPIN_DATABASE_URL names it, with the right password"
        )
        super().__init__(f"The ledger's database cannot be used: {why}. {remedy}.")


class DriverError(ConfigError):
    def __init__(self) -> None:
        super().__init__(
            "STEPIN_DATABASE_URL names a PostgreSQL database, and its driver is not installed. "
            "Install it with: pip install 'stepin[postgresql]'"
        )


class NoSuchAccountError(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(f"Nobody signs in as {name!r}. See who does with: stepin accounts list")


class NoSuchPersonError(InputError):
    def __init__(self, person: str) -> None:
        super().__init__(f"stepin.toml names nobody {person!r}. Give the id of one of its [[person]].")


class IsAlreadyError(InputError):
    def __init__(self, name: str, person: str) -> None:
        super().__init__(
            f"{name} is {person} in stepin.toml, and what is kept under that stays theirs. "
            "Make another account instead: stepin accounts add PERSON"
        )


def _another(port: int) -> int:
    return port + 1 if port < 65535 else 8765


class PagesDoNotOpenError(HomeError):
    def __init__(self, why: str) -> None:
        super().__init__(
            f"The pages do not open: {why}. See what it says with: stepin serve --home FOLDER, or "
            "name another --port where this one is taken."
        )


class OneCorrectionError(InputError):
    def __init__(self) -> None:
        super().__init__("Say one of --not-a-step-in, --waited-on-me and --forms.")


class NothingToCorrectError(InputError):
    def __init__(self, step_in: str) -> None:
        super().__init__(f"There is no correction of yours of {step_in} to take back.")


class NoSuchChangeError(InputError):
    def __init__(self, what: str, number: int, lists: str) -> None:
        super().__init__(f"{number} is no {what} of yours. To see them: {lists}")
