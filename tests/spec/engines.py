"""Every program that answers docs/definitions.md, by name."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from stepin.analysis.corrections import Correction
from stepin.log.records import Event, Item
from stepin.org.organisation import Organisation
from tests.reference.analyse import analyse
from tests.reference.answer import Answer
from tests.spec.fast import analyse_fast


class Engine(Protocol):
    def __call__(
        self,
        events: list[Event],
        items: list[Item],
        organisation: Organisation,
        as_of: datetime,
        corrections: Sequence[Correction] = (),
    ) -> Answer: ...


ENGINES: dict[str, Engine] = {"reference": analyse, "stepin": analyse_fast}
