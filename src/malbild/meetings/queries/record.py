"""The record of a closed meeting: the minutes in force as this reader may see them, their corrections and approvals."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from malbild.access.actor import Actor
from malbild.meetings.models import Approval, Correction, InsideMinutes, Meeting, Minutes


@dataclass
class Record:
    """`data` is the whole when `is_whole`, else what is shared; `inside` tells that there is more than that."""

    minutes: Minutes
    data: dict[str, Any]
    corrections: list[Correction]
    approvals: list[Approval] = field(default_factory=list)
    inside: InsideMinutes | None = None
    is_whole: bool = False

    @property
    def approved_on(self) -> dt.datetime | None:
        """When the last of those who were chosen approved; None while somebody has not, or nobody was chosen."""
        moments = [a.approved_at for a in self.approvals]
        return max(m for m in moments if m) if moments and all(moments) else None

    @property
    def waits_for(self) -> list[Approval]:
        return [a for a in self.approvals if a.approved_at is None]

    @property
    def last_at(self) -> dt.datetime:
        """When the record last changed."""
        moments = [self.minutes.closed_at, *(c.at for c in self.corrections)]
        return max([*moments, *(a.approved_at for a in self.approvals if a.approved_at)])


def record(actor: Actor, meeting: Meeting, *, whole: bool = True) -> Record | None:
    """The record in force; None while the meeting is open. `whole=False` gives what may be shared to anyone's eyes."""
    minutes = current_minutes(actor, meeting)
    if minutes is None:
        return None
    inside = InsideMinutes.objects.visible_to(actor).filter(minutes=minutes).first()
    is_whole = whole and inside is not None
    return Record(
        minutes=minutes,
        data=inside.snapshot if inside is not None and whole else minutes.snapshot,
        corrections=corrections(actor, minutes, whole=whole),
        approvals=approvals(actor, minutes),
        inside=inside,
        is_whole=is_whole,
    )


def current_minutes(actor: Actor, meeting: Meeting) -> Minutes | None:
    """The version in force; None while the meeting is open."""
    if not meeting.is_closed:
        return None
    return Minutes.objects.visible_to(actor).filter(meeting=meeting, reopened_at=None).first()


def corrections(actor: Actor, minutes: Minutes, *, whole: bool = False) -> list[Correction]:
    rows = Correction.objects.visible_to(actor).filter(minutes=minutes).select_related("by__user")
    return list(rows if whole else rows.filter(is_internal=False))


def approvals(actor: Actor, minutes: Minutes) -> list[Approval]:
    rows = Approval.objects.visible_to(actor).filter(minutes=minutes)
    return list(rows.select_related("membership__user", "membership__party__organisation"))


def asked_to_approve(actor: Actor) -> list[Approval]:
    """The minutes that wait for this person to approve them, the oldest meeting first: one question."""
    mine = [s.membership_id for s in actor.seats if s.membership_id]
    rows = Approval.objects.visible_to(actor).filter(
        membership_id__in=mine, approved_at=None, minutes__reopened_at=None
    )
    return list(rows.select_related("minutes__meeting").order_by("minutes__meeting__starts_at", "pk"))


def seal(minutes: Minutes) -> str:
    """A print of every word that stands: both parts of the minutes and their corrections. To be taken at the table.

    What is bara för oss is covered with its salt, so that the print can be shown to anyone.
    """
    inside = InsideMinutes.objects.filter(minutes=minutes).first()
    words = {
        "meeting": minutes.meeting_id,
        "version": minutes.version,
        "shared": minutes.snapshot,
        "inside": [inside.salt, inside.snapshot] if inside else None,
        "corrections": [
            [c.text, c.at.astimezone(dt.UTC).isoformat(), c.is_internal]
            for c in Correction.objects.filter(minutes=minutes).order_by("at", "pk")
        ],
    }
    text = json.dumps(words, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
