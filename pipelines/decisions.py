"""What people decide about datasets: waivers, accepted fixes, spellings of regions. Written to the ledger."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from ledger import models
from sources.contract import Contract
from sources.decisions import Decision
from sources.findings import Severity
from sources.periods import Period
from sources.regions import LEVELS, Regions
from sources.rules import RULES
from sources.tenant import Tenant

_REGION_NAME = "wilayah.nama_tidak_dikenal"


class Refused(ValueError):
    """A decision that cannot be taken: says why, and what to do (Bahasa Indonesia)."""


def waive(
    contract: Contract, *, period: str, rule: str, column: str | None, reason: str, until: str, by: str
) -> models.Waiver:
    """Let findings of a rule of severity hold pass for one period until a day. Raises :class:`Refused`."""
    _must_be(rule, "hold", "Dispensasi hanya untuk temuan yang ditahan; temuan lain harus diperbaiki atau sudah lolos.")
    if not reason.strip():
        raise Refused("Tulis alasannya: dispensasi diumumkan bersama datanya.")
    return models.Waiver.objects.create(
        dataset=contract.id,
        period=_period(contract, period),
        rule=rule,
        column=_label(contract, column),
        reason=" ".join(reason.split()),
        by=by,
        until=_day(until),
    )


def accept(contract: Contract, proposals: Iterable[Decision], rule: str, by: str) -> list[Decision]:
    """Store the proposals of one rule; returns those that are new. Names of regions count for all datasets. Raises
    :class:`Refused` for a rule that does not exist."""
    _must_exist(rule)
    stored = []
    for proposal in dict.fromkeys(proposals):
        if proposal.rule != rule:
            continue
        is_new = _accept_name(contract, proposal, by) if rule == _REGION_NAME else _accept_fix(contract, proposal, by)
        if is_new:
            stored.append(proposal)
    return stored


def withdraw_fix(dataset: str, number: int) -> None:
    """Take an accepted fix back: it stays on record, later deliveries are read without it. Raises :class:`Refused`."""
    _withdraw(next((row for row in accepted(dataset) if row.pk == number), None), number)


def withdraw_alias(number: int) -> None:
    """Take a spelling back. Raises :class:`Refused`."""
    _withdraw(next((row for row in aliases() if row.pk == number), None), number)


def newest_delivery(dataset: str, period: str | None) -> models.Delivery:
    """The last delivery of a dataset whose bytes were kept, whatever became of it. Raises :class:`Refused`."""
    found = models.Delivery.objects.filter(dataset=dataset).exclude(sha256="")
    delivery = (found.filter(period=period) if period else found).last()
    if delivery is None:
        raise Refused(f"Belum ada kiriman {dataset} {period or ''}".rstrip() + ". Periksa nama dataset dan periodenya.")
    return delivery


def accepted(dataset: str) -> list[models.AcceptedDecision]:
    """Fixes that later deliveries of a dataset are read with."""
    return list(models.AcceptedDecision.objects.filter(dataset=dataset, withdrawn_at__isnull=True))


def aliases() -> list[models.RegionAlias]:
    """Spellings of regions that are accepted now."""
    return list(models.RegionAlias.objects.filter(withdrawn_at__isnull=True))


def add_alias(tenant: Tenant, text: str, code: str, parent: str | None, by: str) -> models.RegionAlias:
    """Accept a spelling for a region of the tenant. Raises :class:`Refused`."""
    regions, spelling = Regions.load(tenant.kode_wilayah), " ".join(text.split())
    if not spelling:
        raise Refused("Tulis ejaan yang dimaksud.")
    if code not in regions:
        raise Refused(
            f"Kode {code} tidak ada dalam daftar {regions.version}. Tulis dengan titik, misalnya 35.10.16.1003."
        )
    if parent is not None and not code.startswith(f"{parent}."):
        raise Refused(f"Kode {code} tidak berada di bawah {parent}.")
    level = regions[code].level
    same = models.RegionAlias.objects.filter(level=level, text=spelling, parent=parent, withdrawn_at__isnull=True)
    if other := same.exclude(code=code).first():
        raise Refused(
            f"Ejaan {spelling!r} sudah berarti {other.code}. Tarik dahulu: jalandata alias withdraw {other.pk}"
        )
    return same.first() or models.RegionAlias.objects.create(
        level=level, text=spelling, parent=parent, code=code, by=by
    )


def _accept_fix(contract: Contract, fix: Decision, by: str) -> bool:
    _, is_new = models.AcceptedDecision.objects.get_or_create(
        dataset=contract.id,
        rule=fix.rule,
        column=fix.column,
        text=fix.text,
        value=fix.value,
        withdrawn_at=None,
        defaults={"by": by},
    )
    return is_new


def _accept_name(contract: Contract, fix: Decision, by: str) -> bool:
    if contract.column(fix.column).region is None or fix.text is None or fix.value is None:
        return False
    # The name may be that of the region above, which stands beside: the code tells.
    level = tuple(LEVELS)[fix.value.count(".")]
    _, is_new = models.RegionAlias.objects.get_or_create(
        level=level, text=fix.text, code=fix.value, parent=None, withdrawn_at=None, defaults={"by": by}
    )
    return is_new


def _withdraw(row: models.AcceptedDecision | models.RegionAlias | None, number: int) -> None:
    if row is None:
        raise Refused(f"Keputusan nomor {number} tidak ada, atau sudah ditarik.")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])


def _must_exist(rule: str) -> None:
    if rule not in RULES:
        raise Refused(f"Aturan {rule!r} tidak dikenal. Salin namanya dari temuan, misalnya riwayat.skala.")


def _must_be(rule: str, severity: Severity, otherwise: str) -> None:
    _must_exist(rule)
    if RULES[rule].severity != severity:
        raise Refused(f"Temuan {rule} tidak ditahan. {otherwise}")


def _period(contract: Contract, text: str) -> str:
    try:
        period = Period.parse(text)
    except ValueError as error:
        raise Refused(str(error)) from error
    if period.grain != contract.period.grain:
        raise Refused(f"Periode {period} tidak sesuai dengan dataset {contract.id}.")
    return str(period)


def _label(contract: Contract, column: str | None) -> str | None:
    """Findings carry the label of a column; its name in the contract may be given too."""
    return next((item.label for item in contract.columns if item.name == column), column)


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"Tanggal {text!r} tidak dikenal. Tulis misalnya 2026-12-31.") from error
    if day < timezone.localdate():
        raise Refused(f"Tanggal {text} sudah lewat: dispensasi itu tidak akan berlaku.")
    return day
