"""What can be wrong with what was asked for on the command line."""

from pathlib import Path

from stepin.errors import HomeError, InputError


class NoHomeError(HomeError):
    def __init__(self, home: Path) -> None:
        super().__init__(
            f"There is no home at {home}. Bring some history in first (stepin sync github OWNER/REPO, "
            "or stepin import), or look at an invented organisation: stepin demo"
        )


class NotATimeError(InputError):
    exit_code = 2

    def __init__(self, text: str) -> None:
        super().__init__(f"--as-of {text!r} is no time. Write it like 2024-06-10 or 2024-06-10T09:00+02:00.")


class OutputError(InputError):
    exit_code = 1

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(
            f"Cannot write {path}: {error.strerror or error}. Give another file, or a folder that exists."
        )


class NoSuchStepInError(InputError):
    def __init__(self, step_in: str) -> None:
        super().__init__(f"There is no step-in {step_in!r} that you may see. List them with: stepin step-ins")


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
