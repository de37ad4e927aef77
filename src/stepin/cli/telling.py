"""A view in the format asked for, to where it was asked to go."""

from pathlib import Path

from stepin.cli.console import answer, at_terminal, remark, width, write_file
from stepin.cli.errors import NoSuchStepInError
from stepin.cli.options import Format
from stepin.cli.reading import Asked, existing_home, view_of
from stepin.findings.page_of import PARTS, page_of
from stepin.findings.views import View
from stepin.settings import wants_colour

_IN_A_TERMINAL, _ON_A_PAGE, _ALL = 5, 12, 1_000_000


def tell(
    asked: Asked,
    *,
    form: Format,
    output: Path | None,
    parts: tuple[str, ...] | None = None,
    lists: tuple[str, ...] | None = None,
) -> None:
    """``parts``: sections of the page, with all their entries; ``lists``: of the JSON. None: the whole."""
    view = view_of(asked)
    if output is None and form is Format.html and at_terminal():
        output = existing_home(asked.home) / "report.html"
    text = written(view, form=form, colour=_coloured(output), parts=parts, lists=lists)
    if output is None or str(output) == "-":
        answer(text)
        return
    write_file(output, text)
    remark(f"Written to {output.absolute()}", quiet=asked.quiet)


def written(
    view: View,
    *,
    form: Format,
    colour: bool = False,
    parts: tuple[str, ...] | None = None,
    lists: tuple[str, ...] | None = None,
) -> str:
    if form is Format.json:
        from stepin.findings.json_report import json_report

        return json_report(view, parts=lists)
    terminal = form is Format.text
    shown = _ALL if parts else _IN_A_TERMINAL if terminal else _ON_A_PAGE
    page = page_of(view, shown=shown, parts=parts or PARTS)
    if form is Format.markdown:
        from stepin.findings.markdown_report import markdown_report

        return markdown_report(page)
    if form is Format.html:
        from stepin.findings.html_report import html_report

        return html_report(page)
    from stepin.findings.text_report import text_report

    return text_report(page, width=width(), colour=colour)


def _coloured(output: Path | None) -> bool:
    return output is None and at_terminal() and wants_colour()


def explained(asked: Asked, step_in: str) -> None:
    """Lays one step-in open, if it is one that the reader may see."""
    view = view_of(asked)
    if step_in not in {each.id for each in view.findings.step_ins}:
        raise NoSuchStepInError(step_in)
    from stepin.findings.explain import explain
    from stepin.findings.explain_text import explain_text

    explanation = explain(existing_home(asked.home), step_in, view=view)
    answer(explain_text(explanation, view.names, width=width(), colour=_coloured(None)))
