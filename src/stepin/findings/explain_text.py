"""One step-in laid open, for the terminal: its sentences, its timeline, and how the numbers came about."""

from datetime import UTC
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stepin.findings import words
from stepin.findings.model_explain import Explanation, Moment
from stepin.findings.names import Names, clock_of
from stepin.findings.page import one_line, ref, without_controls
from stepin.findings.plain import span

_STYLES = {"step-in": "bold cyan", "move": "green", "noise": "dim"}
_MARKS = {"step-in": "▶", "move": "●", "touch": "·", "ended": "■", "noise": " "}
_LEGEND = (
    "▶ this step-in   ● moved by whoever it waited on   · somebody else acted   ■ somebody else did the step"
)


def explain_text(explanation: Explanation, names: Names, *, width: int, colour: bool) -> str:
    out = StringIO()
    console = Console(
        file=out,
        width=max(60, min(width, 120)),
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    _heading(console, explanation, names)
    _timeline(console, explanation, names)
    _print(console, "How the numbers came about", style="bold")
    for sentence in explanation.says:
        _print(console, sentence, indent=2)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _heading(console: Console, explanation: Explanation, names: Names) -> None:
    step_in = explanation.step_in
    title = one_line(step_in.title) if step_in.title else ref(step_in.item)
    _print(console, f"{title}  {ref(step_in.item)}", style="bold")
    if step_in.url:
        _print(console, step_in.url, style="dim")
    told = (
        words.stepped_in(step_in, names),
        words.asked_before(step_in, names),
        words.outcome(step_in, names, as_of=explanation.as_of),
        words.justified(step_in),
        words.needed(step_in, names),
    )
    _print(console, " ".join(sentence for sentence in told if sentence))
    console.print()


def _timeline(console: Console, explanation: Explanation, names: Names) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False)
    for column in ("", "When (UTC)", "Who", "What", "Idle", "Then waits on"):
        table.add_column(column, overflow="fold")
    for moment in explanation.timeline:
        table.add_row(*_cells(moment, explanation, names), style=_STYLES.get(moment.part, ""))
    console.print(table)
    _print(console, _LEGEND, style="dim")
    console.print()


def _cells(moment: Moment, explanation: Explanation, names: Names) -> tuple[Text, ...]:
    clock = clock_of(explanation.step_in.kind)
    idle = "" if moment.idle_hours is None else span(moment.idle_hours, round_the_clock=clock)
    return tuple(
        Text(without_controls(cell))
        for cell in (
            _MARKS[moment.part],
            f"{moment.at.astimezone(UTC):%Y-%m-%d %H:%M}",
            words.who_did(moment.who, names, a_lead=moment.a_lead),
            one_line(moment.what, longest=120),
            idle,
            words.party(moment.waits_on, names, explanation.step_in.team) if moment.waits_on else "closed",
        )
    )


def _print(console: Console, text: str, *, indent: int = 0, style: str = "") -> None:
    console.print(Padding(Text(without_controls(text), style=style), (0, 0, 0, indent)))
