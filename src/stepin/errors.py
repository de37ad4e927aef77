"""The root of every error that a user can mend; subclasses live beside the code that raises them."""


class StepinError(Exception):
    """Its message says what is wrong and what to do; ``exit_code`` is what the command ends with."""

    exit_code = 1


class InputError(StepinError):
    """What was given to read cannot be read at all, or holds bad rows under ``--strict``."""

    exit_code = 3


class ConfigError(StepinError):
    """``stepin.toml`` holds mistakes; the message lists all of them with their places."""

    exit_code = 4


class HomeError(StepinError):
    """The home is missing, read-only, full, or written by a newer version."""

    exit_code = 5


class BusyError(StepinError):
    """Somebody else is writing to this home."""

    exit_code = 6


class SourceError(StepinError):
    """An outside system refused, or could not be reached."""

    exit_code = 7
