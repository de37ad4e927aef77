"""What is held about one person, and who looked."""

from dataclasses import dataclass

from stepin.ledger.models import Account, ApiToken, Conversation, LookBack, Read, Response, StepIn


@dataclass(frozen=True, slots=True)
class Held:
    """Counts of what is kept about a person beside the log of work itself; ``reads``: the latest hundred."""

    step_ins: int
    withdrawn: int
    look_backs: int
    notes: int
    responses: int
    conversations: int
    tokens: tuple[ApiToken, ...]
    reads: tuple[Read, ...]
    reads_in_all: int


def held_about(account: Account) -> Held:
    step_ins = StepIn.objects.filter(leader=account.person) if account.person else StepIn.objects.none()
    look_backs = LookBack.objects.filter(by=account)
    reads = Read.objects.filter(about=account.person or "").select_related("by")
    return Held(
        step_ins=step_ins.count(),
        withdrawn=step_ins.exclude(withdrawn_at=None).count(),
        look_backs=look_backs.count(),
        notes=look_backs.exclude(notes="").count(),
        responses=Response.objects.filter(by=account).count(),
        conversations=Conversation.objects.filter(by=account).count(),
        tokens=tuple(account.tokens.filter(revoked_at=None).order_by("made_at")),
        reads=tuple(reads[:100]),
        reads_in_all=reads.count(),
    )
