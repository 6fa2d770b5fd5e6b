"""A mutation: one change of a golden contract file, and what must come of it (its bite)."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from golden import Golden, Judge, Raw, on_portal

from quality.gate import GateResult
from quality.intake import Verdict
from sources.contract import Contract, ContractError

DROP = object()
_CUSTOM = {
    "layout", "period", "coverage", "balances", "disclosure", "activity", "publication", "expectations", "codes",
    "source", "decimal", "nulls", "formats", "region", "reference", "measure", "public",
}  # fmt: skip


@dataclass
class Workplace:
    """What costs time to start: the gate, the address of the API service. Verdicts are kept by contract."""

    judge: Judge
    service: str
    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)


@dataclass
class Scene:
    """A golden example after a change of its contract file."""

    golden: Golden
    raw: Raw
    at: Workplace

    @cached_property
    def contract(self) -> Contract:
        return self.golden.load(self.raw)

    def blockers(self, file: str = "good") -> set[str]:
        """Rules that the delivery breaks under the contract."""
        key = (self.contract.fingerprint, file)
        if key not in self.at.verdicts:
            self.at.verdicts[key] = self.golden.examine(self.contract, file)
        return {finding.rule for finding in self.at.verdicts[key].findings if finding.severity == "blocker"}

    def judged(self, **changes: Any) -> GateResult:
        """The gate's judgement on the golden public table, with other values in its first row."""
        return self.at.judge(self.contract, **changes)


Bite = Callable[[Scene], None]


@dataclass(frozen=True)
class Mutation:
    """``changes`` by path in the ODCS file, see :func:`change`."""

    leaf: str
    golden: Golden
    changes: dict[str, Any]
    bite: Bite

    def apply(self, at: Workplace) -> None:
        self.bite(Scene(self.golden, change(self.golden.raw, self.changes), at))

    def spare(self, at: Workplace) -> None:
        """The bite on the unchanged contract: must fail, or the mutation proves nothing."""
        self.bite(Scene(self.golden, self.golden.raw, at))


def change(raw: Raw, changes: dict[str, Any]) -> Raw:
    """Set (or ``DROP``) values by path: ``schema/0/jumlah/measure/konsep``.

    Members of lists are named by position, name or property; custom properties stand beside the standard's own.
    """
    for path, value in changes.items():
        node: Any = raw
        *way, last = path.split("/")
        for step in way:
            holder, key = _place(node, step)
            node = holder[key]
        holder, key = _place(node, last)
        if value is not DROP:
            holder[key] = value
        elif holder is node:
            del holder[key]
        else:
            (node if isinstance(node, list) else node["customProperties"]).remove(holder)
    return raw


def _place(node: Any, step: str) -> tuple[Any, Any]:
    if isinstance(node, dict) and step in _CUSTOM and ("customProperties" in node or "logicalType" in node):
        return _item(node.setdefault("customProperties", []), step), "value"
    if isinstance(node, dict):
        named = [i for i, item in enumerate(node.get("properties", ())) if item["name"] == step]
        return (node["properties"], named[0]) if named else (node, step)
    return (node, int(step)) if step.isdigit() else (_item(node, step), "value")


def _item(properties: list[Raw], name: str) -> Raw:
    for item in properties:
        if item["property"] == name:
            return item
    properties.append({"property": name, "value": None})
    return properties[-1]


# --- bites: from the strongest to the mildest -------------------------------------------------------------------------


def refused(rule: str) -> Bite:
    """The delivery that was accepted is refused under the changed contract."""

    def bite(scene: Scene) -> None:
        assert rule in scene.blockers()

    return bite


def admitted(rule: str, file: str) -> Bite:
    """The contract alone stood against this delivery."""

    def bite(scene: Scene) -> None:
        assert rule not in scene.blockers(file)

    return bite


def stopped(check: str) -> Bite:
    """The gate refuses the public table that it let through."""

    def bite(scene: Scene) -> None:
        result = scene.judged()
        assert not result.passed
        assert check in {item.name for item in result.checks if not item.passed}

    return bite


def told(text: str, **changes: Any) -> Bite:
    """The officer reads it in the gate's findings."""

    def bite(scene: Scene) -> None:
        assert any(text in finding.message for finding in scene.judged(**changes).findings)

    return bite


def raises(error: type[Exception], act: Callable[[Scene], object]) -> Bite:
    def bite(scene: Scene) -> None:
        with pytest.raises(error):
            act(scene)

    return bite


def unloadable(said: str) -> Bite:
    """The contract itself is refused, and the message names the field or the contradiction."""

    def bite(scene: Scene) -> None:
        with pytest.raises(ContractError, match=re.escape(said)):
            scene.golden.load(scene.raw)

    return bite


def gives(function: Callable[[Contract], object], value: object) -> Bite:
    def bite(scene: Scene) -> None:
        assert function(scene.contract) == value

    return bite


def shown(text: str, view: Callable[[Contract], str] = on_portal) -> Bite:
    def bite(scene: Scene) -> None:
        assert text in view(scene.contract)

    return bite


def hidden(text: str, view: Callable[[Contract], str] = on_portal) -> Bite:
    def bite(scene: Scene) -> None:
        assert text not in view(scene.contract)

    return bite


def text(leaf: str, golden: Golden, path: str, view: Callable[[Contract], str] = on_portal) -> list[Mutation]:
    """A descriptive field: emptied it is refused by name, changed it is read by people."""
    name = leaf.rpartition(".")[2]
    return [
        Mutation(leaf, golden, {path: ""}, unloadable(name)),
        Mutation(leaf, golden, {path: "Naskah pengganti yang lain"}, shown("Naskah pengganti yang lain", view)),
    ]
