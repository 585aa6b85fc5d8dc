"""What waits for one person on the start page, the most urgent first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor, Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, may, table_facts
from malbild.followup.queries import Agreement
from malbild.goals.models import HelpRequest
from malbild.goals.queries import Brief, Held, offered_to
from malbild.goals.states import MEASURE_PROMISED, MeasureState
from malbild.goals.status import has_fresh_answer
from malbild.meetings.queries import asked_to_approve
from malbild.partnerships.queries import open_invitations
from malbild.ui.place import place
from malbild.ui.templatetags.days import day, days_ago
from malbild.web.group_lines import things


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for this person: what, why, and the one button."""

    title: str
    why: str
    url: str
    button: str
    quote: str = ""


def here(actor: Actor, partnership_id: int, area: Area = Area.INTERNAL) -> Facts:
    return table_facts(actor, partnership_id, area=area)


def waiting(
    request: ActorRequest, measures: list[Brief], on: dt.date, *, agreed: Agreement | None, vacant: Sequence[Held]
) -> Iterator[Waiting]:
    """Calls for help first, then what only this person can answer, then what lacks an owner."""
    actor, pk = request.actor, request.partnership.pk
    table = here(actor, pk)
    if may(actor, Action.HELP_CLOSE, table):
        yield from _calls_for_help(request)
    if may(actor, Action.PARTY_CONFIRM, table):
        yield from _mine(request, measures, on)
    if agreed is not None and agreed.is_offered:
        yield from _offers(request)
    if may(actor, Action.MEASURE_ASK, table):
        yield from _ownerless(request, measures)
        yield from _vacancies(request, vacant)
    if agreed is not None:
        yield from _confirmations(request, agreed)
        yield from _minutes_to_approve(request)
    yield from _invitations(actor)


def _minutes_to_approve(request: ActorRequest) -> Iterator[Waiting]:
    for asked in asked_to_approve(request.actor):
        when = asked.minutes.meeting
        title = _("Justera anteckningarna från %(day)s") % {"day": day(when.day)}
        why = _("Läs dem och säg om de stämmer. Det tar några minuter.")
        yield Waiting(title, why, place(request, "meetings:meeting", meeting_id=when.pk), _("Läs och justera"))


def _calls_for_help(request: ActorRequest) -> Iterator[Waiting]:
    """Those of others: what one has asked for oneself waits for somebody else."""
    me = request.actor.membership_in(request.partnership.pk)
    rows = HelpRequest.objects.visible_to(request.actor).filter(closed_at=None).exclude(opened_by=me)
    shown = rows.values_list("measure_id", "measure__title", "opened_by__user__name", "opened_at", "text")
    for measure_id, title, by, opened_at, text in shown:
        name = by.split(" ", 1)[0] if by else _("Någon")
        ago = days_ago(opened_at)
        when = _("i dag") if ago == 0 else ngettext("för %(n)s dag sedan", "för %(n)s dagar sedan", ago) % {"n": ago}
        why = _("%(name)s bad om hjälp %(when)s:") if text else _("%(name)s bad om hjälp %(when)s.")
        url = measure_page(request, measure_id)
        yield Waiting(title, why % {"name": name, "when": when}, url, _("Öppna frågan"), text)


def _mine(request: ActorRequest, measures: list[Brief], on: dt.date) -> Iterator[Waiting]:
    me = request.actor.membership_in(request.partnership.pk)
    mine = [m for m in measures if me is not None and m.owner_id == me]
    for m in mine:
        if m.state == MeasureState.ASKED:
            why = _("Du är tillfrågad. Klart senast %(day)s.") % {"day": day(m.due)}
            yield Waiting(m.title, why, measure_page(request, m.pk), _("Svara ja eller nej"))
    for m in mine:
        if m.state in MEASURE_PROMISED and not m.waits_for_help and (why := _overdue_or_silent(m, on)):
            yield Waiting(m.title, why, place(request, "momentum:waiting"), _("Berätta hur det går"))


def _overdue_or_silent(measure: Brief, on: dt.date) -> str:
    if measure.due and measure.due < on:
        return _("Skulle ha varit klar %(day)s. Vad behövs för att komma vidare?") % {"day": day(measure.due)}
    if not has_fresh_answer(measure.work, on=on):
        return _("Ditt senaste svar är från %(day)s.") % {"day": day(measure.answered_at)}
    return ""


def _ownerless(request: ActorRequest, measures: list[Brief]) -> Iterator[Waiting]:
    for m in measures:
        if m.state == MeasureState.DRAFT and m.owner_id is None:
            url = place(request, "goals:choose-owner", measure_id=m.pk)
            yield Waiting(m.title, _("Åtgärden saknar ägare."), url, _("Välj ägare"))


def _offers(request: ActorRequest) -> Iterator[Waiting]:
    for offer in offered_to(request.actor, request.partnership.pk):
        why = _("%(name)s lämnar över. Tar du över?") % {"name": offer.seat.user.name}
        url = place(request, "goals:take-over", handover_id=offer.pk)
        yield Waiting(str(offer.thing), why, url, _("Svara ja eller nej"))


def _vacancies(request: ActorRequest, vacant: Sequence[Held]) -> Iterator[Waiting]:
    """One line for them all: the page behind it has each."""
    if n := len(vacant):
        yield Waiting(
            ngettext("%(n)s sak behöver någon ny", "%(n)s saker behöver någon ny", n) % {"n": n},
            _("Den som hade det har slutat eller slutar snart."),
            place(request, "goals:vacancies"),
            _("Välj vem som tar över"),
        )


def _confirmations(request: ActorRequest, agreed: Agreement) -> Iterator[Waiting]:
    seat = request.actor.seat_in(request.partnership.pk)
    if seat is None or seat.party_id is None:
        return
    left = agreed.left.get(seat.party_id)
    if left:
        yield Waiting(
            _("Bekräfta det ni står bakom"),
            _("Er organisation har inte svarat på %(what)s.") % {"what": things(left)},
            place(request, "followup:confirmations"),
            _("Svara för er"),
        )


def _invitations(actor: Actor) -> Iterator[Waiting]:
    if actor.user_id is None:
        return
    for name in open_invitations(actor.user_id).values_list("partnership__name", flat=True):
        yield Waiting(name, _("Du är inbjuden."), reverse("invitations:list"), _("Svara på inbjudan"))


def measure_page(request: ActorRequest, measure_id: int) -> str:
    """Where an åtgärd is read and answered."""
    return place(request, "goals:measure", measure_id=measure_id)
