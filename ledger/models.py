"""The tables of the ledger. Rows are added and completed, never deleted: a correction is a new row."""

import uuid

from django.db import models

from ledger import configure

# Models can be defined only once Django is set up. Whoever needs no ledger does not pay for Django either.
configure()


class Delivery(models.Model):
    """A receipt (tanda terima): one file or API pull for one dataset and period, and how far it has come."""

    class State(models.TextChoices):
        RECEIVED = "diterima", "Diterima"
        DUPLICATE = "sudah_ada", "Sudah pernah dikirim"
        REJECTED = "ditolak", "Ditolak"
        ACCEPTED = "lolos", "Lolos"
        ACCEPTED_WITH_NOTES = "lolos_dengan_catatan", "Lolos dengan catatan"

    sequence = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.CharField(max_length=80)
    period = models.CharField(max_length=10)
    sha256 = models.CharField(max_length=64, help_text="Of the delivered bytes; empty when they were not kept")
    name = models.CharField(max_length=255, help_text="File name as delivered")
    size = models.BigIntegerField(help_text="Bytes")
    officer = models.CharField(max_length=120, help_text="Who delivered it")
    channel = models.CharField(max_length=20, help_text="How it came: cli, api or demo")
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=24, choices=State.choices, default=State.RECEIVED)
    examined_at = models.DateTimeField(null=True)
    contract_version = models.CharField(max_length=20, blank=True)
    contract_fingerprint = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(null=True)
    loaded_snapshot = models.BigIntegerField(null=True, help_text="Lake snapshot that holds its rows")
    comparison = models.JSONField(
        null=True, help_text="Rows added, changed and removed against the accepted delivery before it"
    )

    class Meta:
        indexes = (models.Index(fields=["dataset", "period", "sequence"]),)
        ordering = ("sequence",)

    ACCEPTED = (State.ACCEPTED, State.ACCEPTED_WITH_NOTES)


class GateVerdict(models.Model):
    """What the gate said of one dataset at one lake snapshot. Only a passing verdict for exactly these bytes
    publishes."""

    dataset = models.CharField(max_length=80)
    inputs = models.CharField(
        max_length=64, help_text="Fingerprint of deliveries, contract and models it was built from"
    )
    snapshot = models.BigIntegerField(
        null=True, help_text="Lake snapshot; empty when modelling failed before one was made"
    )
    content_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the canonical public CSV")
    contract_version = models.CharField(max_length=20)
    contract_fingerprint = models.CharField(max_length=64)
    suite_fingerprint = models.CharField(max_length=64, blank=True)
    passed = models.BooleanField()
    rows = models.BigIntegerField(null=True)
    checks = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["dataset", "at"]),)
        ordering = ("id",)


class Waiver(models.Model):
    """A dispensation (dispensasi): findings of a rule that stop a delivery for one period let it pass until a day.

    Published with the data, but for the person.
    """

    dataset = models.CharField(max_length=80)
    period = models.CharField(max_length=10)
    rule = models.CharField(max_length=80)
    column = models.CharField(max_length=255, null=True, help_text="Label of the column; empty: all of them")
    reason = models.TextField()
    by = models.CharField(max_length=120)
    until = models.DateField(help_text="Last day on which it counts")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (models.Index(fields=["dataset", "period"]),)
        ordering = ("id",)


class AcceptedDecision(models.Model):
    """A fix that a person has accepted for a dataset: replayed on its next deliveries until it is withdrawn."""

    dataset = models.CharField(max_length=80)
    rule = models.CharField(max_length=80)
    column = models.CharField(max_length=255)
    text = models.TextField(null=True, help_text="Spelling that it is about; empty: every cell that has a suggestion")
    value = models.TextField(null=True, help_text="What is read instead; empty: the suggestion itself")
    by = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["dataset", "withdrawn_at"]),)
        ordering = ("id",)


class RegionAlias(models.Model):
    """A spelling that a person has accepted for a region, in all datasets, until it is withdrawn."""

    level = models.CharField(max_length=10)
    text = models.CharField(max_length=255)
    parent = models.CharField(max_length=13, null=True, help_text="Code of the region above under which it counts")
    code = models.CharField(max_length=13)
    by = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)


class Fingerprint(models.Model):
    """What a delivery said, to be found again in another one: of its whole table, or of one column of numbers."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="fingerprints")
    digest = models.CharField(max_length=32)
    column = models.CharField(max_length=255, null=True, help_text="Empty: the whole table")

    class Meta:
        indexes = (models.Index(fields=["digest", "delivery"]),)
        ordering = ("id",)


class Finding(models.Model):
    """A finding (temuan) of a delivery's intake or of a gate; goes back to the officer."""

    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.PROTECT, related_name="findings")
    verdict = models.ForeignKey(GateVerdict, null=True, on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=80)
    severity = models.CharField(max_length=10)
    message = models.TextField()
    suggestion = models.TextField(blank=True)
    sheet = models.CharField(max_length=255, null=True)
    cell = models.CharField(max_length=20, null=True)
    row = models.BigIntegerField(null=True)
    column = models.CharField(max_length=255, null=True)
    value = models.TextField(null=True)
    count = models.IntegerField(default=1)
    cells = models.JSONField(default=list)
    waiver = models.ForeignKey(Waiver, null=True, on_delete=models.PROTECT, related_name="findings")

    class Meta:
        ordering = ("id",)


class Approval(models.Model):
    """The decision of the Walidata on one passing verdict."""

    verdict = models.ForeignKey(GateVerdict, on_delete=models.PROTECT, related_name="approvals")
    approved = models.BooleanField()
    by = models.CharField(max_length=120)
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Release(models.Model):
    """A version of a dataset that may be public: verdict, number and the bytes it consists of."""

    dataset = models.CharField(max_length=80)
    number = models.IntegerField()
    verdict = models.OneToOneField(GateVerdict, on_delete=models.PROTECT, related_name="release")
    # What the public page says apart from the data: deliveries, periods, quality. Kept so that it can be shown again.
    lineage = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["dataset", "number"], name="release_number"),)
        ordering = ("id",)


class WarehouseRelease(models.Model):
    """The lake snapshot that analysts read: one at which every dataset stands as its last good verdict left it."""

    snapshot = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("id",)


class Publication(models.Model):
    """A release sent to a portal: steps as they happened, and whether reading back proved it."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="publications")
    portal = models.CharField(max_length=255)
    steps = models.JSONField(default=list)
    outcome = models.CharField(
        max_length=20, blank=True, help_text="published, unchanged or failed; empty while under way"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
