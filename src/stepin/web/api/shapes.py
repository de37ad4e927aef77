"""What goes in and out, as OpenAPI describes it."""

from datetime import date, datetime
from typing import Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

Record = dict[str, Any]


class Me(Schema):
    username: str
    person: str | None
    name: str
    teams: dict[str, int] = Field(description="The teams they lead: 1 directly, 2 right below those, …")
    administrator: bool


class StuckOut(Schema):
    item: str
    says: list[str] = Field(description="The sentences of the page.")
    advice: str
    wait_until: datetime | None = Field(description="Until when they have put it off themselves.")
    finding: Record = Field(description="The record of the report's JSON, docs/report.md.")


class StepInOut(Schema):
    id: str
    source: str = Field(description="found or logged")
    state: str = Field(description="open, confirmed, not_one, looked_back or closed")
    team: str
    kind: str
    item: str
    title: str | None
    leader: str
    level: int
    at: datetime
    early: bool
    forms: list[str]
    outcome: str
    due_at: datetime | None
    snoozed_until: datetime | None
    snoozes: int
    had_to_be_you: str = Field(description="yes, no, unsure, or empty: theirs alone")
    withdrawn_because: str
    finding: Record = Field(description="Without the estimate until had_to_be_you was answered.")


class StepOut(Schema):
    what: str
    at: datetime
    by: str | None
    said: Record


class CardOut(Schema):
    id: int
    source: str = Field(description="estimated or counted")
    team: str
    kind: str
    state: str
    found_at: datetime
    closed_at: datetime | None
    step_ins: int


class ResponseOut(Schema):
    id: int
    pattern: int
    cause: str
    what: str
    owner: str
    check_on: date
    state: str
    before: Record
    verdicts: list[str]


class LogIn(Schema):
    team: str
    about: str = ""
    forms: list[str] = Field(default_factory=list)
    kind: str = "other"
    item: str = ""
    at: AwareDatetime | None = None
    had_to_be_you: Literal["", "yes", "no", "unsure"] = ""


class AnswerIn(Schema):
    answer: Literal["yes", "no", "unsure"]


class CorrectIn(Schema):
    about: Literal["not_a_step_in", "form", "waited_on", "bot"]
    value: str = ""


class SnoozeIn(Schema):
    until: AwareDatetime


class LookBackIn(Schema):
    answers: dict[str, str] = Field(description="Cause → yes, no or unsure; the causes are at /causes.")
    same_kind: bool | None = None
    would_have: str = ""
    notes: str = ""
    hours: float | None = Field(None, ge=0, le=1000)
    remind_on: date | None = None


class RespondIn(Schema):
    cause: str
    what: str
    owner: str
    check_on: date


class CheckIn(Schema):
    verdict: Literal["fell", "did_not", "cannot_tell"]
    check_on: date | None = Field(None, description="With cannot_tell: when it is checked again.")


class WaitIn(Schema):
    item: str
    until: date | None = Field(None, description="The day it comes back; None takes the wait back.")


class CauseOut(Schema):
    key: str
    name: str
    asks: str
    responses: list[str]


class LoggedOut(Schema):
    id: str
    due_at: datetime | None
    alike: int = Field(description="How many like it in the last ninety days, this one too.")
