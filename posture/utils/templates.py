"""Templates of the pages: what is filled in is escaped, and what is not known is an error."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def make_environment(package: str) -> Environment:
    """Make the environment of the templates of a package, by its name."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def read_source(environment: Environment, name: str) -> str:
    """Read a file that lies beside the templates as it is, such as a style or a script."""
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]
