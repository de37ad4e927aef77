"""The sentences about many step-ins: what came of them, whether they needed a lead, how sure that is.

The rest of the sentences are in ``words``.
"""

from collections import Counter
from datetime import datetime, timedelta

from stepin.findings.model import Control, Estimate, Expectation, NeedRow, Pattern, StepIn
from stepin.findings.names import Names
from stepin.findings.plain import between, count, day, listed, ratio_between, share, times
from stepin.findings.words import ROLES, ROLES_OF_MANY

_A_WHILE = timedelta(days=30)


def came_of(*, by_viewer: bool) -> tuple[tuple[str, str], ...]:
    """Outcomes and how each is told after its count, in the order to tell them."""
    return (
        ("moved", "then moved forward"),
        ("answered", "got an answer or were passed on"),
        ("carried", "you did yourself" if by_viewer else "the lead did"),
        ("still", "did not move"),
    )


def need_counts(row: NeedRow) -> str:
    """What came of step-ins, as counts alone."""
    still = max(row.step_ins - row.progressed - row.carried, 0)
    parts = [
        (row.progressed - row.answered, "then moved forward by somebody else"),
        (row.answered, "answered or passed on without moving forward"),
        (row.carried, "done by the lead"),
    ]
    told = [f"{number:,} {'was' if number == 1 else 'were'} {what}" for number, what in parts if number]
    told += [f"{still:,} did not move within three working days"] if still else []
    return f"{count(row.step_ins, 'step-in')}: {listed(tuple(told))}." if told else "no step-ins."


def need_shares(row: NeedRow) -> str:
    """The three shares with their intervals, or why they cannot be told."""
    if row.anyway is None and row.you is None:
        return row.reason or "Cannot tell yet whether they needed a lead."
    parts = [_share_of(row.anyway, "would have moved anyway"), _share_of(row.anyone, "needed anyone's nudge")]
    parts.append(_share_of(row.you, "took a lead"))
    known = tuple(part for part in parts if part)
    sentence = f"Of the {row.progressed:,} that then moved, {listed(known)}."
    return f"{sentence} {row.reason}" if row.reason else sentence


def _share_of(estimate: Estimate | None, what: str) -> str | None:
    return None if estimate is None else f"{share(estimate.mean)} ({between(estimate)}) {what}"


def e_value(row: NeedRow) -> str | None:
    if row.e_value is None:
        return None
    return (
        f"Something unseen that makes both a lead's coming and a move {row.e_value:.1f} times likelier could "
        "explain the whole difference; this takes the checks below to be passed."
    )


def pattern(found: Pattern, as_of: datetime) -> str:
    """A recurring step-in, its claim, and how sure it is."""
    since = day(found.first_at, near=as_of)
    over = as_of - found.last_at > _A_WHILE
    last = f", the last of them on {day(found.last_at, near=as_of)}" if over else ""
    return (
        f"{count(found.step_ins, 'step-in').capitalize()} since {since}{last}: "
        f"{found.rate_ratio.mean:.1f} times the organisation's rate for stuck work "
        f"({ratio_between(found.rate_ratio)}). "
        f"The chance that it is more than twice that rate is {_sure(found.probability)}."
    )


def _sure(p: float) -> str:
    return "over 99%" if p >= 0.995 else share(p)


def on_whom(behind: tuple[StepIn, ...], *, of: int, mine: int = 0) -> str:
    """``When a lead came, 5 waited on nobody and 4 on its owner.``; ``behind``: those that may be seen, of
    which ``mine`` are the reader's own."""
    counted = Counter(each.waiting_on.role for each in behind).most_common()
    amounts = [("all" if number == len(behind) > 1 else f"{number:,}", role) for role, number in counted]
    told = listed(tuple(f"{amount} waited on {_party(role, amount)}" for amount, role in amounts))
    if mine == of:
        return f"All of them were yours: {told}."
    if mine == len(behind):
        return f"{count(mine, 'of them was', 'of them were')} yours: {told}."
    yours = f"{count(mine, 'of them was', 'of them were')} yours. " if mine else ""
    if len(behind) == of:
        return f"{yours}When a lead came, {told}."
    return f"{yours}Of the {len(behind):,} that you may see one by one, {told}."


def _party(role: str, amount: str) -> str:
    return ROLES[role] if amount == "1" else ROLES_OF_MANY.get(role, ROLES[role])


def early_summary(number: int, names: Names) -> str:
    who = "You" if names.viewer else "Leads"
    return (
        f"{who} came {times(number)} before the time that is expected was up, to take over, decide, "
        "reassign or press. These are counted apart and are in none of the figures above."
    )


def control(check: Control) -> str:
    verdict = {True: "Passed", False: "Not passed", None: "Too little to tell"}[check.passed]
    return f"{verdict}: {check.says}"


def where_from(each: Expectation) -> str:
    if each.learned:
        return f"learned from {count(each.spells, 'earlier wait')}"
    return "set in stepin.toml, or by default"


ON_CHECKS = (
    "These checks ask whether the difference that asking or acting makes could come from its timing alone."
)
NOT_SEEN = (
    "What happens in calls, meetings and direct messages is not seen here, "
    "so a quiet item may be less quiet than it looks."
)
