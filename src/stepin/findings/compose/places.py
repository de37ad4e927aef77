"""Where the first acts of step-ins are in the log."""

from stepin.analysis.records import Ints
from stepin.analysis.run import Analysed


def places_of(found: Analysed) -> Ints:
    """For Log.event_ids, of each step-in's first act."""
    row = found.work.acts.row[found.step_ins.act]
    return found.log.lies[found.log.added.number(row)]
