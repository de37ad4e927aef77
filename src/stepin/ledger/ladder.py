"""The ladder of a look back: what may have been missing, in the order asked, and what is changed then."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cause:
    """``asks``: the question as put to the leader. ``responses``: what is commonly changed about it."""

    key: str
    name: str
    asks: str
    responses: tuple[str, ...]


PERFORMANCE = "performance"
CAUSES = (
    Cause(
        "blocked",
        "Genuinely blocked",
        "Was it blocked by something outside what the team can resolve?",
        ("Agree a contract between the teams", "Settle who may decide it next time"),
    ),
    Cause("owner", "Owner unclear", "Was it unclear who owned the next step?", ("Name one owner",)),
    Cause(
        "priority",
        "Priority unclear",
        "Was it unclear how much it mattered against other work?",
        ("Rank it",),
    ),
    Cause(
        "outcome",
        "Outcome unclear",
        "Was it unclear what done means?",
        ("Write down what done means",),
    ),
    Cause(
        "timeline",
        "Timeline unclear",
        "Was it unclear by when?",
        ("Agree dates with the team",),
    ),
    Cause(
        "ownership",
        "Ownership fuzzy",
        "Was it unclear which team it belongs to: a reorganisation, a service nobody claims?",
        ("Settle the ownership map",),
    ),
    Cause(
        "knowledge",
        "Knowledge or context missing",
        "Did nobody in the team know how?",
        ("Pair on the next one", "Write the runbook"),
    ),
    Cause(
        "prioritisation",
        "Other work went first",
        "Did other, less important work go first?",
        ("Drop or move work",),
    ),
    Cause(
        "overload",
        "Unrealistic timeline, too much at once",
        "Was the date unrealistic, or too much open at once?",
        ("Re-plan",),
    ),
    Cause(
        "lead_below",
        "The lead below knew",
        "Did the lead below know, and create neither pressure nor clarity?",
        ("Coach the lead to create pressure and clarity",),
    ),
    Cause(
        PERFORMANCE,
        "Performance",
        "Is it about how somebody works? This is taken to a conversation; nothing else is kept.",
        ("Give feedback on facts",),
    ),
)
BY_KEY = {cause.key: cause for cause in CAUSES}
BEFORE_PERFORMANCE = tuple(cause.key for cause in CAUSES if cause.key != PERFORMANCE)


def opens_performance(answers: dict[str, str]) -> bool:
    """Only after everything before it has been answered with no."""
    return all(answers.get(key) == "no" for key in BEFORE_PERFORMANCE)
