"""Data flows one way through the rooms, and what answers people at once imports nothing heavy."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = {"dagster", "dbt", "great_expectations", "pandas"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


def lint(configuration: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Import-linter with the project's contracts, or with those of another file."""
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    return run("-c", program, "--no-cache", *(["--config", str(configuration)] if configuration else []))


def test_imports_go_one_way() -> None:
    result = lint()
    assert result.returncode == 0, result.stdout
    assert "0 broken" in result.stdout


def test_a_forbidden_import_is_seen(tmp_path: Path) -> None:
    """The other way round the layers are broken, so the contracts do look at the code."""
    layers = '["pipelines", "demo", "portal", "warehouse", "quality", "sources"]'
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert layers in text
    turned = tmp_path / "pyproject.toml"
    turned.write_text(text.replace(layers, '["sources", "quality"]'), encoding="utf-8")
    result = lint(turned)
    assert result.returncode == 1
    assert "1 broken" in result.stdout


@pytest.mark.parametrize("module", ["pipelines.cli", "quality.intake", "sources.sandbox", "quality.gate"])
def test_nothing_heavy_is_imported_before_it_is_needed(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({HEAVY!r} & set(sys.modules)))"
    result = run("-c", program)
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr
