"""Counts one wait, one microsecond boundary, one touch at a time: slow, and plain to read."""

import math
from collections import Counter, defaultdict
from functools import cache
from itertools import pairwise

from stepin.analysis.records import BIN_RATIO, BINS, SINCE_EDGES_US, WINDOW_US, End, Who

LIFE_HOURS = (0, 2, 4, 8, 16, 24)
HOUR = 3_600_000_000
MOVES = (End.PROGRESS, End.PASS)


@cache
def edges(expected: int) -> list[int]:
    return [math.ceil(expected * BIN_RATIO**number) for number in range(BINS)] + [2**62]


def bin_at(age: int, expected: int) -> int:
    return max(number for number in range(BINS) if edges(expected)[number] <= age)


def stretched(us: int, expected: int) -> int:
    return round(us * (8 * HOUR / expected))


def state(last: tuple[int, int] | None, at: int) -> int:
    """``last``: (who, when) of the last person's touch."""
    if last is None:
        return 0
    return 1 + 6 * last[0] + max(k for k in range(6) if SINCE_EDGES_US[k] <= at - last[1])


class Slow:
    def __init__(self, spells, touches) -> None:
        self.time, self.touches = defaultdict(Counter), defaultdict(Counter)
        self.windows, self.life = Counter(), defaultdict(Counter)
        left: dict[
            int, tuple[int, tuple[int, int] | None]
        ] = {}  # item: how its last wait ended, and its touch
        for row in range(len(spells.item)):
            item = int(spells.item[row])
            of_item = [other for other in range(len(spells.item)) if spells.item[other] == item]
            line = 2 if spells.before_lead[row] else int(of_item[-1] != row)
            length = int(spells.end_us[row] - spells.start_us[row])
            ended, before = left.get(item, (End.OPEN, None))
            inherits = before if ended == End.REDIRECTED else None
            mine = [number for number in range(len(touches.spell)) if touches.spell[number] == row]
            last = self.walk(spells, touches, row, mine, inherits, line)
            left[item] = int(spells.end[row]), None if last is None else (last[0], last[1] - length)

    def walk(self, spells, touches, row, mine, last, line):
        expected, start = int(spells.expected_us[row]), int(spells.start_us[row])
        length, end = int(spells.end_us[row]) - start, int(spells.end[row])
        place = int(spells.stratum[row]), int(spells.quarter[row])
        bot, now = None, 0
        for number in [*mine, None]:
            until = length if number is None else int(touches.at_us[number]) - start
            self.stretch(place, expected, now, until, last, bot, line)
            if number is None:
                continue
            now, who = until, int(touches.who[number])
            if who == Who.BOT:
                bot = now
                continue
            if now >= expected and touches.deliberate[number]:
                self.touch(place, expected, now, who, last, touches, number)
            last = who, now
        if end != End.OPEN and length > expected:
            just = max(now, length - 1)
            after_bot = int(bot is not None and just < bot + WINDOW_US)
            key = (*place, bin_at(length - 1, expected), state(last, just), line, after_bot)
            self.time[key].update(
                moves=int(end in MOVES), progress=int(end == End.PROGRESS), other=int(end not in MOVES)
            )
        return last

    def stretch(self, place, expected, now, until, last, bot, line):
        cuts = {expected, *edges(expected)}
        cuts |= {last[1] + edge for edge in SINCE_EDGES_US} if last else set()
        cuts |= {bot + WINDOW_US} if bot is not None else set()
        points = sorted({now, until, *(cut for cut in cuts if now < cut < until)})
        for low, high in pairwise(points):
            if low >= expected:
                after_bot = int(bot is not None and low < bot + WINDOW_US)
                key = (*place, bin_at(low, expected), state(last, low), line, after_bot)
                self.time[key].update(us=high - low, day=stretched(high - low, expected))

    def touch(self, place, expected, now, who, last, touches, number):
        before = state(last, now)
        key = (*place, bin_at(now, expected), who, before)
        outcome, until = int(touches.outcome[number]), int(touches.until_us[number])
        names = {End.PROGRESS: "progress", End.PASS: "passed", End.CARRIED: "carried", End.OPEN: None}
        name = names.get(End(outcome), "other") if until <= WINDOW_US else None
        cut = "cut" if outcome == End.OPEN and until < WINDOW_US else None
        self.touches[key].update(["n", *([name] if name else []), *([cut] if cut else [])])
        fresh = last is not None and now - last[1] < WINDOW_US
        cuts = {*edges(expected), *((last[1] + edge for edge in SINCE_EDGES_US) if fresh else ())}
        points = sorted({now, now + WINDOW_US, *(cut for cut in cuts if now < cut < now + WINDOW_US)})
        for low, high in pairwise(points):
            since = low - last[1] if fresh else WINDOW_US
            segment = 0 if since >= WINDOW_US else 1 + int(since >= SINCE_EDGES_US[1])
            self.windows[(*key, segment, bin_at(low, expected))] += stretched(high - low, expected)
        for sub, (low, high) in enumerate(pairwise(LIFE_HOURS)):
            if until > low * HOUR or sub == 0:
                here = until <= high * HOUR
                self.life[(who, before, sub)].update(
                    risk=1, moved=int(here and outcome in MOVES), cut=int(here and outcome not in MOVES)
                )
