"""What a delivery is for: one dataset that is agreed upon, and one period of it."""

from collections.abc import Mapping

from sources.contract import Contract
from sources.deliveries import DeliveryRefused
from sources.periods import EXAMPLES, Period
from sources.rules import finding


def contract_of(contracts: Mapping[str, Contract], dataset: str) -> Contract:
    """The contract that a delivery is for. Raises :class:`DeliveryRefused`."""
    contract = contracts.get(dataset)
    if contract is None:
        known = ", ".join(contracts)
        raise _refusal(
            "kiriman.dataset_tidak_dikenal", f"Dataset {dataset!r} tidak dikenal.", f"Pilih salah satu: {known}."
        )
    return contract


def refuse_draft(contract: Contract) -> None:
    """Raises :class:`DeliveryRefused` where nothing is agreed upon yet: files can only be checked against a draft."""
    if contract.status == "draft":
        raise _refusal(
            "kiriman.kontrak_rancangan",
            f"Kontrak dataset {contract.id!r} masih rancangan.",
            "Berkas dapat diperiksa dengan jalandata check. Minta Walidata menyelesaikan setiap TODO pada kontraknya, "
            "lalu mengubah statusnya menjadi active.",
        )


def period_of(contract: Contract, period: str) -> Period:
    """The period that a delivery is for. Raises :class:`DeliveryRefused` for one of another grain."""
    try:
        parsed = Period.parse(period)
    except ValueError as error:
        raise _refusal("kiriman.periode", str(error), "Perbaiki periode lalu kirim lagi.") from error
    if parsed.grain != contract.period.grain:
        example = EXAMPLES[contract.period.grain]
        raise _refusal(
            "kiriman.periode",
            f"Periode {parsed} tidak sesuai: dataset {contract.id!r} dikirim dengan periode seperti {example}.",
            f"Tulis periode seperti {example} lalu kirim lagi.",
        )
    return parsed


def _refusal(rule: str, message: str, suggestion: str) -> DeliveryRefused:
    return DeliveryRefused(finding(rule, message, suggestion))
