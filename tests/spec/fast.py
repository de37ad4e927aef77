"""What the shipped analysis found, put into the reference's words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from stepin.analysis.corrections import Correction
from stepin.analysis.definitions.encode import Encoded, encode
from stepin.analysis.definitions.facts import quarters
from stepin.analysis.definitions.party import Scene
from stepin.analysis.definitions.reasons import Reason
from stepin.analysis.definitions.roles import Role, roles
from stepin.analysis.definitions.stated import stated, with_bots
from stepin.analysis.definitions.step_ins import OUTCOMES, Form
from stepin.analysis.definitions.trace import trace
from stepin.analysis.definitions.waiting import Rule
from stepin.analysis.definitions.work import scene, usually
from stepin.analysis.records import End, Who
from stepin.analysis.run import Analysed, analyse_encoded
from stepin.log.coded import coded
from stepin.log.records import Event, Item
from stepin.log.schema import EVENTS, ITEM_KINDS, ITEMS
from stepin.org.organisation import Organisation
from tests.reference.answer import Answer, Expectation, Spell, StepIn, Stuck, Touch, Usual, Wait
from tests.reference.blocks import added_id

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
US = timedelta(microseconds=1)
NOTHING = Answer((), (), (), (), (), (), ())
REASONS = ("customer_impact", "urgent", "near_date", "blocked")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, with the events' ids and the states after them by row."""

    a: Analysed
    ids: list[str]
    states: Scene

    def person(self, code: int) -> str | None:
        return self.a.log.who.people[code].id if code >= 0 else None

    def no_bot(self, code: int) -> str | None:
        return None if code < 0 or self.a.log.who.people[code].bot else self.person(code)

    def waited(self, code: int) -> str | None:
        """A person, or what a block names: ``people`` + 1 + the value's code, which is −1 for none."""
        people = len(self.a.log.who.people)
        if code < people:
            return self.person(code)
        return self.a.log.values[code - people - 1] if code > people else None

    def item(self, code: int) -> str:
        return self.a.log.item_ids[code].as_py()


def analyse_fast(
    events: list[Event],
    items: list[Item],
    organisation: Organisation,
    as_of: datetime,
    corrections: Sequence[Correction] = (),
) -> Answer:
    known = {item.item_id for item in items}
    seen = [e for e in events if e.occurred_at <= as_of and e.item_id in known]
    seen.sort(key=lambda e: (e.item_id, e.occurred_at, e.seq, e.event_id))
    if not seen:
        return NOTHING
    corrected = with_bots(organisation, corrections)
    log = encode(coded(_events(seen)), _items(items), corrected)
    ids = _ids(log, [event.event_id for event in seen])
    rows = {event_id: row for row, event_id in enumerate(ids)}
    log = replace(log, stated=stated(corrections, rows, who=log.who, known=log.known))
    found = analyse_encoded(log, corrected, as_of_us=(as_of - EPOCH) // US)
    known_by_quarter = usually(found.log, found.work.quarters)
    states = scene(found.log, known_by_quarter, found.work.bulk, (0, len(ids)))
    return _answer(Found(found, ids, states))


def _ids(log: Encoded, ids: list[str]) -> list[str]:
    """The events' ids by row, and what the reference calls those that were added."""
    moments = Counter[tuple[int, int]]()
    for row in log.added.rows.tolist():
        item, at = int(log.rows.item[row]), int(log.rows.at[row])
        ids.insert(row, added_id(log.item_ids[item].as_py(), EPOCH + at * US, moments[item, at]))
        moments[item, at] += 1
    return ids


def _events(events: list[Event]) -> pa.Table:
    names = [field.name for field in EVENTS if field.name != "recorded_at"]
    columns = {name: [getattr(event, name) for event in events] for name in names}
    return pa.table({**columns, "recorded_at": columns["occurred_at"]}, schema=EVENTS)


def _items(items: list[Item]) -> pa.Table:
    names = [field.name for field in ITEMS]
    return pa.table({name: [getattr(item, name) for item in items] for name in names}, schema=ITEMS)


def _answer(f: Found) -> Answer:
    return Answer(
        waits=tuple(sorted(_waits(f), key=lambda w: (w.item_id, w.event_id))),
        spells=tuple(sorted(_spells(f), key=lambda s: (s.item_id, s.start_event))),
        touches=tuple(sorted(_touches(f))),
        step_ins=tuple(sorted(_step_ins(f), key=lambda s: (s.id, s.item_id, s.spell, s.leader))),
        usual=tuple(sorted(_usual(f), key=lambda u: (u.place, u.quarter))),
        expectations=tuple(sorted(set(_expectations(f)))),
        stuck=tuple(sorted(_stuck(f))),
    )


def _waits(f: Found) -> Iterator[Wait]:
    rows, s = np.flatnonzero(f.states.f.open_after), f.states
    role = roles(s.f, s.w, rows, cast=f.a.log.cast, usual=s.usual)
    for n, row in enumerate(rows):
        who = f.waited(int(s.w.who[row]))
        yield Wait(f.item(s.f.item[row]), f.ids[row], _rule(s.w.rule[row]), _role(role[n]), who)


def _rule(code: int) -> str:
    """The several ways of ``merge`` and ``unclaimed`` are one rule each."""
    name = Rule(code).name.lower()
    return next((rule for rule in ("merge", "unclaimed") if name.startswith(rule)), name)


def _role(code: int) -> str:
    return Role(code).name.lower()


def _spells(f: Found) -> Iterator[Spell]:
    w = f.a.work.waits
    for n in range(len(w)):
        yield Spell(
            item_id=f.item(w.item[n]),
            start_event=f.ids[w.start_row[n]],
            end_event=f.ids[w.end_row[n]] if w.end_row[n] >= 0 else None,
            end=End(w.end[n]).name,
            team=f.a.log.cast.teams[w.team[n]],
            kind=ITEM_KINDS[w.kind[n]],
            quarter=int(w.quarter[n]),
            starter=f.no_bot(f.states.f.actor[w.start_row[n]]),
            responded=bool(w.responded[n]),
            lasted_us=int(w.end_us[n] - w.start_us[n]),
            expectation="next" if w.responded[n] else "first",
            expected_us=int(f.a.expected_us[n]),
            before_lead=bool(f.a.spells.before_lead[n]),
        )


def _touches(f: Found) -> Iterator[Touch]:
    acts, w = f.a.work.acts, f.a.work.waits
    for n in np.flatnonzero(~acts.carries):
        yield Touch(
            item_id=f.item(acts.item[n]),
            event_id=f.ids[acts.row[n]],
            spell=f.ids[w.start_row[acts.spell[n]]],
            person=f.person(acts.actor[n]) or "",
            who=Who(acts.who[n]).name.lower(),
            at_us=int(acts.at_us[n] - w.start_us[acts.spell[n]]),
            outcome=End(acts.outcome[n]).name,
            until_us=int(acts.until_us[n]),
        )


def _step_ins(f: Found) -> Iterator[StepIn]:
    s, acts, w = f.a.step_ins, f.a.work.acts, f.a.work.waits
    for n, act in enumerate(s.act):
        row = acts.row[act]
        yield StepIn(
            id=f.ids[row],
            item_id=f.item(acts.item[act]),
            spell=f.ids[w.start_row[s.spell[n]]],
            leader=f.person(acts.actor[act]) or "",
            level=int(acts.level[act]),
            early=bool(s.early[n]),
            idle_us=int(s.idle_us[n]),
            expected_us=int(s.expected_us[n]),
            rule=_rule_before(f, int(acts.item[act]), int(row)),
            role=_role(acts.role[act]),
            who=f.waited(int(acts.waited[act])),
            forms=tuple(form.name.lower() for form in Form if s.forms[n] & form and form.name),
            touches=int(s.touches[n]),
            asked_before=_asked_before(f, int(act)),
            justified_by=tuple(r for r in REASONS if acts.reasons[act] & Reason[r.upper()]),
            outcome=OUTCOMES[s.outcome[n]],
            after_us=int(s.after_us[n]) if s.after_us[n] >= 0 else None,
        )


def _rule_before(f: Found, item: int, row: int) -> str:
    t = trace(f.a.log, f.a.clocks, f.a.work, item)
    return _rule(t.rule[np.flatnonzero(t.row == row)[0] - 1])


def _asked_before(f: Found, act: int) -> tuple[tuple[str, str], ...]:
    """The asks in the spell before that act, by persons other than its actor."""
    a = f.a.work.acts
    asks = a.asks & (a.spell == a.spell[act]) & (a.row < a.row[act])
    rows = np.flatnonzero(asks & (a.who != Who.BOT) & (a.actor != a.actor[act]))
    return tuple((f.person(a.actor[n]) or "", f.ids[a.row[n]]) for n in rows)


def _usual(f: Found) -> Iterator[Usual]:
    log, known, facts = f.a.log, f.states.usual, f.states.f
    stood = facts.open_after
    for container, quarter in set(zip(facts.container[stood], facts.quarter[stood], strict=True)):
        at = known.place(container, quarter)
        reviewers = known.reviewers_at(np.array([container]), np.array([quarter]))[1]
        low, high = np.searchsorted(known.mergers, [at * known.people, (at + 1) * known.people])
        top = known.top_merger[at] if known.merges[at] >= 5 else -1
        place = log.table.slice(int(np.flatnonzero(log.items.container == container)[0]), 1).to_pylist()[0]
        yield Usual(
            place=f"{place['source']}:{place['container']}" if place["container"] else place["source"],
            quarter=int(quarter),
            reviewers=tuple(sorted(f.person(p) or "" for p in reviewers)),
            mergers=tuple(sorted(f.person(p % known.people) or "" for p in known.mergers[low:high])),
            top_merger=f.person(int(top)),
            merges=int(known.merges[at]),
            self_merging=bool(known.merges[at] >= 5 and 2 * known.own_merges[at] >= known.merges[at]),
            approvals=int(known.approvals[at]),
        )


def _expectations(f: Found) -> Iterator[Expectation]:
    w = f.a.work.waits
    for team, kind, quarter in set(zip(w.team, w.kind, w.quarter, strict=True)):
        us = [int(f.a.expectations.of(sort, kind, quarter, team)) for sort in ("first", "next", "done")]
        yield Expectation(f.a.log.cast.teams[team], ITEM_KINDS[kind], int(quarter), *us)


def _stuck(f: Found) -> Iterator[Stuck]:
    w, lives, standing = f.a.work.waits, f.a.work.lives, f.a.work.standing
    for spell in standing.spell:
        idle, expected = int(w.end_us[spell] - w.start_us[spell]), int(f.a.expected_us[spell])
        if idle > expected:
            past = "next" if w.responded[spell] else "first"
            yield Stuck(f.item(w.item[spell]), past, idle, expected)
        n = int(np.flatnonzero(lives.item == w.item[spell])[0])
        clock, began = lives.clock[n : n + 1], lives.began_at[n : n + 1]
        age = int(f.a.clocks.read(clock, began * 0 + f.a.as_of_us)[0] - f.a.clocks.read(clock, began)[0])
        done = int(f.a.expectations.of("done", lives.kind[n], quarters(began), lives.team[n])[0])
        if age > done:
            yield Stuck(f.item(w.item[spell]), "done", age, done)
