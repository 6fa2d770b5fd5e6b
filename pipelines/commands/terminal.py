"""What commands share: the two streams, exit codes, options, and how a command fails.

Results go to stdout, whatever is said on the way to stderr: with ``--json`` stdout holds JSON and nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from pipelines.literal import literal, literal_lines

if TYPE_CHECKING:
    from pipelines.workshop import Workshop
    from sources.contract import Contract

FINDINGS, UNUSABLE, UNREACHABLE = 1, 2, 3

console = Console()
errors = Console(stderr=True)

Dataset = Annotated[str, typer.Argument(help="Dataset.")]
Only = Annotated[str | None, typer.Option("--dataset", "-d", help="Hanya dataset ini.")]
By = Annotated[str, typer.Option("--by", help="Siapa yang memutuskan; kosong: akun ini.")]
AsJson = Annotated[bool, typer.Option("--json", help="Tulis sebagai JSON.")]


def fail(message: str, code: int) -> NoReturn:
    """End the command with a message."""
    errors.print(f"[red]{literal_lines(message)}[/red]", highlight=False)
    raise typer.Exit(code)


def say(text: str) -> None:
    """One line for people. What stands in it is never taken for markup."""
    console.print(literal(text), highlight=False, soft_wrap=True)


def account(name: str) -> str:
    """Who decides or sends: the name that was given, else that of the account."""
    import getpass

    return name or getpass.getuser()


def workshop() -> "Workshop":
    """The workshop of this home."""
    import stamina

    from pipelines.settings import Settings
    from pipelines.workshop import Workshop

    # Retries are ours to make quietly; what fails for good is said.
    stamina.instrumentation.set_on_retry_hooks([])
    return Workshop(Settings.from_environment())


def known(at: "Workshop", dataset: str | None) -> None:
    """Fail unless the tenant has the dataset."""
    if dataset is not None and dataset not in at.contracts:
        fail(f"Dataset {dataset!r} tidak dikenal. Pilih salah satu: {', '.join(at.contracts)}.", UNUSABLE)


def contract_of(dataset: str) -> "Contract":
    """The contract of a dataset."""
    at = workshop()
    known(at, dataset)
    return at.contracts[dataset]


@contextmanager
def refusals() -> Iterator[None]:
    """A decision that cannot be taken ends the command with its reason."""
    from pipelines.decisions import Refused

    try:
        yield
    except Refused as refused:
        fail(str(refused), UNUSABLE)


@contextmanager
def working(first: str) -> Iterator[Callable[[str], None]]:
    """What is being done and since when, for people who wait; the text can be changed."""
    if not errors.is_terminal:
        yield lambda text: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=errors, transient=True) as bar:
        task = bar.add_task(literal(first))
        yield lambda text: bar.update(task, description=literal(text))


@contextmanager
def stepping() -> Iterator[Callable[[str, int], None]]:
    """A bar over the steps of a run: called with the name of each as it starts, and how many there are."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, disable=not errors.is_terminal, transient=True) as bar:
        task = bar.add_task("menyiapkan", total=None)

        def advance(step: str, total: int) -> None:
            done = bar.tasks[task].completed
            bar.update(task, description=step, total=total, completed=done + 1)

        yield advance
