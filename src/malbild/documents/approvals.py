"""The letter that asks somebody to approve the minutes. Like the minutes themselves it is outside the cap of mails."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from malbild.meetings.models import Approval, Meeting
from malbild.outbox.services import post


def post_questions(meeting_id: int, membership_ids: tuple[int, ...], *, again: bool) -> int:
    """One letter to each who is asked and has not approved; how many were written. Says nothing of what was said."""
    rows = Approval.objects.filter(minutes__meeting_id=meeting_id, minutes__reopened_at=None, approved_at=None)
    asked = list(rows.filter(membership_id__in=membership_ids).select_related("membership__user", "minutes"))
    meeting = Meeting.objects.select_related("partnership").get(pk=meeting_id)
    with translation.override("sv"):
        for row in asked:
            _post_to(row, meeting, again=again)
    return len(asked)


def _post_to(row: Approval, meeting: Meeting, *, again: bool) -> None:
    user = row.membership.user
    where = reverse("meetings:meeting", kwargs={"slug": meeting.partnership.slug, "meeting_id": meeting.pk})
    title = row.minutes.snapshot["title"]
    title = title[:1].lower() + title[1:]
    subject = _("Justera igen: %(title)s") if again else _("Justera: %(title)s")
    context: dict[str, Any] = {
        "title": subject % {"title": title},
        "from_name": meeting.partnership.name,
        "demo": meeting.partnership.is_demo,
        "language": "sv",
        "name": user.name.split(" ")[0] if user.name else "",
        "again": again,
        "minutes_title": title,
        "url": settings.SITE_ADDRESS + where,
    }
    post(
        to=user.email,
        subject=str(context["title"]),
        text=render_to_string("documents/approval_mail.txt", context),
        html=render_to_string("documents/approval_mail.html", context),
        kind="minutes",
        partnership_id=meeting.partnership_id,
        from_name=meeting.partnership.name,
    )
