"""Replies that wait for an organiser, and what we made of a person's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.goals.models import Measure
from malbild.goals.names import Answers
from malbild.goals.states import Answer
from malbild.momentum.choices import Reply
from malbild.momentum.models import Doubts, MailReply, Outcomes
from malbild.ui.templatetags.days import weekday

SHOWN_FOR = dt.timedelta(days=14)
_SHOWN = 5


def waiting_replies(actor: Actor, partnership_id: int) -> list[MailReply]:
    """Those that nobody has taken care of, the oldest first."""
    rows = MailReply.objects.visible_to(actor).filter(partnership_id=partnership_id, settled_at=None)
    rows = rows.exclude(outcome=Outcomes.UNDERSTOOD).select_related("membership__user", "link")
    return list(rows.order_by("at", "pk"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What a person wrote back, as we understood it."""

    at: dt.datetime
    heading: str
    lines: list[str]


def heard(user_id: int, partnership_id: int, *, since: dt.datetime) -> list[Heard]:
    """The person's own replies since then, the latest first; two queries. The scope must be open."""
    rows = MailReply.objects.filter(partnership_id=partnership_id, membership__user_id=user_id, at__gte=since)
    return heard_in(list(rows.exclude(link=None)[:_SHOWN]), user_id)


def replies_for_mails(partnership_id: int, *, since: dt.datetime) -> list[MailReply]:
    """What a day's mails tell of: the latest replies, and those that still wait. One query."""
    rows = MailReply.objects.filter(partnership_id=partnership_id).exclude(outcome=Outcomes.UNDERSTOOD, at__lt=since)
    return list(rows.filter(Q(settled_at=None) | Q(at__gte=since)).select_related("membership__user"))


def heard_in(rows: Sequence[MailReply], user_id: int) -> list[Heard]:
    """What the person's own among the rows were taken for; one query, or none."""
    found = [row for row in rows if row.link_id and row.doubt != Doubts.UNKNOWN_SENDER][:_SHOWN]
    if not found:
        return []
    keys = {answer["measure"] for row in found for answer in row.answers}
    titles = dict(Measure.objects.filter(pk__in=keys, owner__user_id=user_id).values_list("pk", "title"))
    return [_heard(row, titles) for row in found]


def _heard(row: MailReply, titles: dict[int, str]) -> Heard:
    if row.outcome == Outcomes.STOPPED:
        words = _(
            "Ditt svar innehöll något som ser ut som ett personnummer. Därför sparade vi inget av det. "
            "Svara gärna igen utan numret."
        )
        return Heard(row.at, _("Vi sparade inte ditt mejlsvar"), [words])
    if row.outcome == Outcomes.WAITS:
        if row.settled_at:
            return Heard(row.at, _("Samordnaren har läst ditt mejlsvar"), [])
        return Heard(row.at, _("Samordnaren läser ditt mejlsvar"), [_("Inget har ändrats än.")])
    lines = [f"{titles[a['measure']]}: {_said(a)}" for a in row.answers if a["measure"] in titles]
    return Heard(row.at, _("Så förstod vi ditt mejlsvar"), lines)


def _said(answer: dict[str, str]) -> str:
    code = answer["answer"]
    words = str(Answers(code).label if code in Answer else Reply(code).label).lower()
    return f"{words}, {weekday(dt.date.fromisoformat(answer['due']))}" if answer["due"] else words
