"""The assembled dbt project as something that changes or does not: fingerprints of its parts, and its manifest."""

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from filelock import FileLock

from warehouse.dbt import BuildError
from warehouse.lake import Lake
from warehouse.modelling import REFERENCE, REGIONS

# Written by dbt itself, or different in every home without changing a table.
_NOT_CONTENT = {"target", "logs", "profiles.yml"}


def reference_fingerprint(project: Path) -> str:
    """sha256 of what the shared dimensions are built from: their models, seeds, macros and the region codes."""
    shared = [path for path in _files(project) if _dataset(project, path) in (None, REFERENCE)]
    return _digest([*_contents(project, shared), ("wilayah", hashlib.sha256(REGIONS.read_bytes()).hexdigest())])


def dataset_fingerprint(project: Path, dataset: str) -> str:
    """sha256 of a dataset's own models, hand-written or generated."""
    own = [path for path in _files(project) if _dataset(project, path) == dataset]
    return _digest(_contents(project, own))


def manifest(project: Path) -> dict[str, Any]:
    """dbt's manifest of the project, parsed again only when a file of it has changed. Raises :class:`BuildError`.

    Ours is a copy: dbt rewrites its own at every build, while others may be reading it.
    """
    digest = _digest(_contents(project, _files(project)))
    kept = project.parent / "dbt_manifest" / f"{digest}.json"
    with turn(project):
        if not kept.exists():
            _keep_manifest(project, kept)
        found: dict[str, Any] = json.loads(kept.read_bytes())
    return found


def turn(project: Path) -> FileLock:
    """The right to write or parse a project: several processes of a home may start at once."""
    project.parent.mkdir(parents=True, exist_ok=True)
    return FileLock(project.with_suffix(".lock"))


def _keep_manifest(project: Path, kept: Path) -> None:
    with Lake(project.parent).turn():  # a build writes to the same folder
        _parse(project)
        kept.parent.mkdir(exist_ok=True)
        for older in kept.parent.iterdir():
            older.unlink()
        part = kept.with_suffix(".part")
        shutil.copyfile(project / "target" / "manifest.json", part)
        part.replace(kept)


def _parse(project: Path) -> None:
    from dbt.cli.main import dbtRunner

    folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
    result = dbtRunner().invoke(["parse", *folders, "--quiet", "--log-level-file", "none"])
    if not result.success:
        raise BuildError(str(result.exception)) from result.exception


def _files(project: Path) -> list[Path]:
    inside = (path for path in sorted(project.rglob("*")) if path.is_file())
    return [path for path in inside if path.relative_to(project).parts[0] not in _NOT_CONTENT]


def _dataset(project: Path, path: Path) -> str | None:
    """``models/<layer>/<dataset>/...`` belongs to a dataset, everything else to all."""
    parts = path.relative_to(project).parts
    return parts[2] if parts[0] == "models" and len(parts) > 3 else None


def _contents(project: Path, paths: Iterable[Path]) -> list[tuple[str, str]]:
    return [(str(path.relative_to(project)), hashlib.sha256(path.read_bytes()).hexdigest()) for path in paths]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
