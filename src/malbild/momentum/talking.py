"""What to talk about with somebody whose mails rest: what was promised, what may help. A call to hear how it goes,
never to remind; nothing here says that anybody has failed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.goals.models import Measure
from malbild.kit.clock import SWEDEN
from malbild.meetings.models import Meeting
from malbild.momentum.letters import in_words
from malbild.momentum.queries import Item
from malbild.ui.templatetags.days import day as day_of
from malbild.ui.templatetags.days import weekday as weekday_of


@dataclass(frozen=True, slots=True)
class Point:
    """One åtgärd in a call."""

    measure: Measure
    promised: str
    own_words: str
    ask: str


@dataclass(frozen=True, slots=True)
class Talk:
    hello: str
    points: list[Point]
    offers: list[str]


def talk_with(name: str, items: list[Item], *, on: dt.date, meeting: Meeting | None) -> Talk:
    """The points of one call, the åtgärd that is nearest first."""
    hello = _("Hej %(name)s! Jag ringer för att höra hur det går, och om något är i vägen.") % {"name": name}
    return Talk(hello, [_point(i, on) for i in items], _offers(items, meeting))


def _point(item: Item, on: dt.date) -> Point:
    return Point(item.measure, _promised(item), item.measure.if_then or item.measure.first_step, _ask(item, on))


def _promised(item: Item) -> str:
    measure = item.measure
    due = _("klart senast %(day)s") % {"day": weekday_of(measure.due)} if measure.due else _("inget datum är satt")
    if item.is_asked:
        asked = day_of(measure.asked_at.astimezone(SWEDEN).date()) if measure.asked_at else ""
        return _("Tillfrågad %(day)s och har inte svarat än, %(due)s.") % {"day": asked, "due": due}
    if measure.accepted_at is None:
        return _("Har den, %(due)s.") % {"due": due}
    return _("Sa ja %(day)s, %(due)s.") % {"day": day_of(measure.accepted_at.astimezone(SWEDEN).date()), "due": due}


def _ask(item: Item, on: dt.date) -> str:
    """One question, the one that fits where the åtgärd is."""
    measure = item.measure
    if item.is_asked:
        return _("Är det rätt person, rätt dag och lagom stort?")
    if measure.new_dates:
        times = ngettext("en gång", "%(n)s gånger", measure.new_dates) % {"n": in_words(measure.new_dates)}
        words = _("Dagen har flyttats %(times)s. Blir den lättare i mindre steg, eller hos någon annan?")
        return words % {"times": times}
    if measure.due is not None and measure.due < on:
        return _("Vad behövs för att komma vidare?")
    if measure.if_then or measure.first_step:
        return _("Blev det första steget av, eller kom något emellan?")
    return _("Vad är nästa steg, och är något i vägen?")


def _offers(items: list[Item], meeting: Meeting | None) -> list[str]:
    offers = []
    if any(not i.is_asked for i in items):
        offers.append(_("Att du skriver in svaret medan ni pratar. Öppna åtgärden här ovanför."))
    if any(i.is_asked for i in items):
        offers.append(_("Att ni letar fram mejlet tillsammans. Ja säger var och en själv, det tar ett tryck."))
    offers.append(_("En ny dag, mindre steg, eller någon annan som tar över."))
    if meeting is not None and any(not i.is_asked for i in items):
        words = _("Att ta upp det på mötet %(day)s om det är mer än en person som behövs.")
        offers.append(words % {"day": weekday_of(meeting.day)})
    return [*offers, _("Fråga till sist om mejlen passar, eller om ni hellre hörs på annat sätt.")]
