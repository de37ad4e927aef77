"""Every program that answers docs/definitions.md, by name."""

from collections.abc import Callable
from datetime import datetime

from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation
from tests.reference.analyse import analyse
from tests.reference.answer import Answer
from tests.spec.fast import analyse_fast

Engine = Callable[[list[Event], list[Item], Organisation, datetime], Answer]

ENGINES: dict[str, Engine] = {"reference": analyse, "stepin": analyse_fast}
