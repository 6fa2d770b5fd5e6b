"""The command line. Exit codes: 0 fine, 1 findings block, 2 unusable input or wrong use, 3 a service is unreachable.

Interactive: importing it imports neither Dagster, dbt, Great Expectations nor Django; a command that needs them does.
"""

import sys

import typer

from pipelines.commands import analyst, officer, services, walidata
from pipelines.commands.terminal import UNREACHABLE, UNUSABLE, errors
from pipelines.literal import literal_lines

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help="Jalan Data: yang berjalan datanya, bukan orangnya.",
)
for audience in (officer, walidata, services, analyst):
    app.add_typer(audience.app)


def main() -> None:
    """Entry point: what a user can mend is said in one line, never as a traceback."""
    try:
        app()
    except Exception as error:
        code = _exit_code(error)
        if code is None:
            raise
        errors.print(f"[red]{literal_lines(str(error))}[/red]", highlight=False)
        sys.exit(code)


def _exit_code(error: Exception) -> int | None:
    """The exit code of what a user can mend; ``None`` for a fault of ours."""
    from pipelines.portal_access import PortalUnreachable
    from pipelines.run import RunFailed
    from pipelines.services import ServiceError
    from pipelines.workshop import Busy
    from portal.embedded import PortalError
    from sources.contract import ContractError
    from sources.tenant import TenantError

    if isinstance(error, PortalUnreachable | ServiceError | PortalError):
        return UNREACHABLE
    return UNUSABLE if isinstance(error, Busy | ContractError | TenantError | RunFailed | PermissionError) else None


if __name__ == "__main__":
    main()
