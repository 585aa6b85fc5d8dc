"""A question to the sounding board on one thing in the plan, and what was said about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from malbild.access.actor import Area
from malbild.access.models import Walled, WalledManager
from malbild.partnerships.models import Membership


class Thread(Walled):
    """`kind` and `target_id` name the thing (see targets.py); `snapshot` is how it looked when the question came.

    There is no key to the thing: read threads through `queries.threads`, which shows only those whose thing
    the reader may see.
    """

    AREA = Area.SUPPORT

    kind = models.CharField(max_length=20)
    target_id = models.PositiveBigIntegerField()
    question = models.CharField(_("fråga"), max_length=1000)
    snapshot = models.JSONField(default=dict)  # texts, states and days; no people
    asked_by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    said_at = models.DateTimeField()  # the last word, whoever said it
    waits_for_supporter = models.BooleanField(default=True)
    waits_since = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["-said_at", "-pk"]
        indexes = [models.Index(fields=["partnership", "kind", "target_id"])]

    def __str__(self) -> str:
        return self.question[:60]

    @property
    def owner_ids(self) -> frozenset[int]:
        return frozenset({self.asked_by_id} if self.asked_by_id else ())


class ThreadPost(Walled):
    """One comment. A supporter sits at no party's table, so the row carries the asking party's number."""

    AREA = Area.SUPPORT

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="posts")
    text = models.CharField(_("svar"), max_length=2000)
    by = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    objects = WalledManager()

    class Meta(Walled.Meta):
        abstract = False
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]
