"""A page as one HTML file that needs nothing else: no script, no font, no address but those of the items."""

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from stepin.findings.charts import rows_of
from stepin.findings.page import Link, Page, without_controls


def html_report(page: Page) -> str:
    environment = Environment(
        loader=PackageLoader("stepin.findings", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals["rows_of"] = rows_of
    environment.tests["link"] = lambda part: isinstance(part, Link)
    source, _, _ = PackageLoader("stepin.findings", "templates").get_source(environment, "report.css")
    return without_controls(environment.get_template("report.html").render(page=page, css=Markup(source)))
