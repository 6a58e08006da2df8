"""Pages without a script, in the style of the report: of a history, of many runs."""

from __future__ import annotations

from markupsafe import Markup

from posture.report.policy import content_policy
from posture.utils.templates import make_environment, read_source

#: The style of the report.
STYLE = "page.css"


def render_plain_page(package: str, template: str, own_style: str, **values: object) -> str:
    """Render a page that runs no script and loads nothing.

    Parameters
    ----------
    package
        Whose templates.
    template, own_style
        Names of the page's template, and of the style that comes after the report's.
    **values
        What is filled in, beside ``policy`` and ``style``.
    """
    environment = make_environment(package)
    style = read_source(make_environment("posture.report"), STYLE)
    style += read_source(environment, own_style)
    return environment.get_template(template).render(
        policy=content_policy(style, ""), style=Markup(style), **values
    )
