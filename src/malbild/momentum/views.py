"""The signed-in pages: what waits for me, how often I get mail, and what the organisers drive."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest, wants_json
from malbild.access.policy import Action, may, require, table_facts
from malbild.goals import queries as plan
from malbild.goals.models import HelpRequest
from malbild.goals.services import close_help
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.momentum import queries, services
from malbild.momentum.answering import Way, receive, receive_kept, show, undo, undo_yes
from malbild.momentum.forms import HelpForm, MailForm
from malbild.momentum.replies.queries import SHOWN_FOR, heard, waiting_replies
from malbild.momentum.replies.services import settle_reply
from malbild.momentum.table import Quiet, Table, table_of
from malbild.momentum.talking import Talk, talk_with
from malbild.momentum.words import bounce_words, bounced_row, failed_row, health_words, returns_words
from malbild.outbox.queries import away_letters, failed_letters, health, returns
from malbild.ui.built import build
from malbild.ui.form_page import form_page
from malbild.ui.place import place

_REPORTED_FOR = dt.timedelta(days=14)


@require_GET
def waiting(request: ActorRequest) -> HttpResponse:
    return show(request, _way(request))


@require_POST
def answer(request: ActorRequest) -> HttpResponse:
    way = _way(request)
    return receive_kept(request, way) if wants_json(request) else receive(request, way)


@require_POST
def take_back(request: ActorRequest, answer_id: int) -> HttpResponse:
    return undo(request, _way(request), answer_id)


@require_POST
def take_back_yes(request: ActorRequest, measure_id: int) -> HttpResponse:
    return undo_yes(request, _way(request), measure_id)


def _way(request: ActorRequest) -> Way:
    return Way(
        actor=request.actor,
        own=lambda: queries.own_list(request.actor, at=clock.now()),
        template="momentum/waiting.html",
        back=place(request, "momentum:waiting"),
        via="page",
        context={
            "heard": heard(request.actor.user_id or 0, request.partnership.pk, since=clock.now() - SHOWN_FOR),
            "may_get_mail": _may(request, Action.DIGEST_SET),
            "may_drive": _may(request, Action.MAIL_WATCH),
            "build": build(),
            "made": int(clock.now().timestamp() * 1000),
        },
    )


@require_http_methods(["GET", "POST"])
def mail(request: ActorRequest) -> HttpResponse:
    _require(request, Action.DIGEST_SET)
    setting = queries.mail_setting(request.partnership.pk, request.actor.user_id or 0)
    return form_page(
        request,
        MailForm(request.POST or None, initial={"rhythm": setting.rhythm, "weekday": setting.weekday}),
        _("Hur ofta vill du ha mejl?"),
        lambda v: services.set_mail(request.actor, request.partnership.pk, **v),
        place(request, "momentum:mail"),
        template="momentum/mail.html",
    )


@require_POST
def own_mail_now(request: ActorRequest) -> HttpResponse:
    _require(request, Action.DIGEST_SET)
    sent = services.send_own_now(request.actor, request.partnership)
    said = _("Mejlet är på väg till dig.") if sent else _("Inget väntar på dig, så det blev inget mejl.")
    messages.success(request, said)
    return redirect(place(request, "momentum:mail"))


@require_GET
def drive(request: ActorRequest) -> HttpResponse:
    """What an organiser needs to see between two meetings, what is stuck first."""
    _require(request, Action.MAIL_WATCH)
    now = clock.now()
    table = table_of(request.partnership, at=now)
    context = {
        "help": queries.open_help(request.actor),
        "turned_down": queries.turned_down(plan.measures(request.actor)),
        "calls": [_call(quiet, table) for quiet in table.quiet()],
        "stalled": queries.stalled(request.actor, on=clock.today()),
        "replies": waiting_replies(request.actor, request.partnership.pk),
        "reported": queries.reported_links(request.actor, since=now - _REPORTED_FOR),
        "health": health_words(health(at=now)),
        "today": clock.today(),
    }
    return render(request, "momentum/drive.html", context)


def _call(quiet: Quiet, table: Table) -> tuple[Quiet, str, Talk]:
    """Whom to call, why mail does not reach them when it does not, and what to talk about."""
    talk = talk_with(quiet.person.user.first_name, quiet.items, on=table.on, meeting=table.meeting)
    return quiet, bounce_words(quiet.bounced.status) if quiet.bounced else "", talk


@require_http_methods(["GET", "POST"])
def solve(request: ActorRequest, help_id: int) -> HttpResponse:
    """Close a call for help with one line on how it was solved."""
    asked = HelpRequest.objects.visible_to(request.actor).select_related("measure").filter(pk=help_id).first()
    if asked is None:
        raise Hidden
    require(request.actor, Action.HELP_CLOSE, asked.measure.facts)
    return form_page(
        request,
        HelpForm(request.POST or None),
        asked.measure.title,
        lambda v: close_help(request.actor, help_id, **v),
        place(request, "momentum:drive"),
        asked.text,
        submit=_("Spara hur det löstes"),
    )


@require_POST
def called(request: ActorRequest, user_id: int) -> HttpResponse:
    services.note_call(request.actor, request.partnership.pk, user_id)
    bounced = {b.user.pk for b in queries.bounced(request.partnership.pk, on=clock.today())}
    messages.success(request, _("Noterat.") if user_id in bounced else _("Noterat. Mejlen börjar komma igen."))
    return redirect(place(request, "momentum:drive"))


@require_POST
def settled(request: ActorRequest, reply_id: int) -> HttpResponse:
    """A reply by mail that nobody could be sure of has been taken care of."""
    settle_reply(request.actor, request.partnership.pk, reply_id)
    messages.success(request, _("Noterat. Svaret ligger inte kvar bland det som väntar."))
    return redirect(place(request, "momentum:drive"))


@require_GET
def mail_health(request: ActorRequest) -> HttpResponse:
    _require(request, Action.MAIL_WATCH)
    now = clock.now()
    context = {
        "health": health_words(health(at=now)),
        "failed": [failed_row(x) for x in failed_letters(request.partnership.pk)[:20]],
        "bounced": [bounced_row(b) for b in queries.bounced(request.partnership.pk, on=clock.today())],
        "away": away_letters(request.partnership.pk, since=now - _REPORTED_FOR)[:20],
        "returns": returns_words(returns()),
        "test": queries.last_test(request.partnership.pk, request.user.email),  # type: ignore[union-attr]
    }
    return render(request, "momentum/mail_health.html", context)


@require_POST
def test_letter(request: ActorRequest) -> HttpResponse:
    _require(request, Action.MAIL_WATCH)
    try:
        services.send_test(request.actor, request.partnership)
    except Refusal as refusal:
        messages.info(request, str(refusal.message))
    return redirect(place(request, "momentum:mail-health"))


@require_POST
def write_again(request: ActorRequest, user_id: int) -> HttpResponse:
    _require(request, Action.MAIL_WATCH)
    if services.write_again(request.actor, request.partnership.pk, user_id):
        messages.success(request, _("Noterat. Mejlen börjar komma igen."))
    return redirect(place(request, "momentum:mail-health"))


@require_POST
def again(request: ActorRequest, letter_id: int) -> HttpResponse:
    _require(request, Action.MAIL_WATCH)
    if services.hand_over_again(request.actor, request.partnership.pk, letter_id):
        messages.success(request, _("Mejlet skickas igen inom en minut."))
    return redirect(place(request, "momentum:mail-health"))


def _may(request: ActorRequest, action: Action) -> bool:
    return may(request.actor, action, table_facts(request.actor, request.partnership.pk))


def _require(request: ActorRequest, action: Action) -> None:
    require(request.actor, action, table_facts(request.actor, request.partnership.pk))
