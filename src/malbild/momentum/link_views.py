"""The pages behind the links in a mail: no account, no sign-in, one narrow seat.

Opening a page changes nothing, however often a mail scanner does it. The key in the address is what proves who
answers, not a cookie, so these pages need no CSRF token: who does not have the key cannot forge a request, and a mail
program's own browser that keeps no cookies can still answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.momentum import services
from malbild.momentum.answering import Way, receive, show, undo, undo_yes
from malbild.momentum.choices import WORD_TO_ANSWER
from malbild.momentum.forms import MailForm
from malbild.momentum.queries import mail_setting, own_list
from malbild.momentum.replies.queries import SHOWN_FOR, heard
from malbild.momentum.seats import first_organiser, people_at
from malbild.momentum.services import Visit
from malbild.ui.form_page import form_page

GONE = 410


def by_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Find the key, open its one partnership, and keep the page out of every cache and search engine."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def wrapped(request: ActorRequest, token: str, **kwargs: Any) -> HttpResponse:
        with services.visit(token) as found:
            request.partnership = found.membership.partnership
            response = view(request, found, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def link(request: ActorRequest, visit: Visit) -> HttpResponse:
    """Everything in the set, with the four answers; a POST is the confirming tap."""
    if not visit.is_open:
        return closed(request, visit)
    way = _way(visit)
    return receive(request, way) if request.method == "POST" else show(request, way)


@require_http_methods(["GET", "HEAD"])
@by_link
def choose(request: ActorRequest, visit: Visit, answer: str, measure_id: int) -> HttpResponse:
    """The same page with the answer from the mail already chosen: one more tap confirms."""
    if answer not in WORD_TO_ANSWER or measure_id not in visit.link.items:
        raise Hidden
    if not visit.is_open:
        return closed(request, visit)
    return show(
        request,
        _way(visit),
        chosen=WORD_TO_ANSWER[answer],
        chosen_id=measure_id,
        note=_no_longer(visit, measure_id),
    )


def _no_longer(visit: Visit, measure_id: int) -> str:
    """Why the åtgärd that was tapped in the mail is not on the page, or ""."""
    if visit.person is None:
        return ""
    own = own_list(visit.actor, at=clock.now(), meetings_as=visit.person.actor, link=visit.link)
    if measure_id in {i.measure.pk for i in (*own.waiting, *own.others, *own.just_said)}:
        return ""
    if any(measure_id in seat.item_ids for seat in visit.actor.seats):
        return _("Den här åtgärden är redan avslutad. Du behöver inte göra något.")
    return _("Den här åtgärden har en annan ägare nu. Du behöver inte göra något.")


@require_POST
@by_link
def take_back(request: ActorRequest, visit: Visit, answer_id: int) -> HttpResponse:
    if not visit.is_open:
        return closed(request, visit)
    return undo(request, _way(visit), answer_id)


@require_POST
@by_link
def take_back_yes(request: ActorRequest, visit: Visit, measure_id: int) -> HttpResponse:
    if not visit.is_open:
        return closed(request, visit)
    return undo_yes(request, _way(visit), measure_id)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def not_me(request: ActorRequest, visit: Visit) -> HttpResponse:
    """A forwarded or misdirected mail: what to do, and an offer to tell the coordinator, which closes the link."""
    is_told = visit.is_reported
    if request.method == "POST":
        services.report_wrong_person(visit)
        is_told = True
    return render(request, "momentum/not_me.html", {"visit": visit, "is_told": is_told})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def mail(request: ActorRequest, visit: Visit) -> HttpResponse:
    """How often mail comes, without signing in. Works from an old link too; it changes nothing else."""
    if visit.person is None or visit.is_reported:
        return closed(request, visit)
    person, here = visit.person, visit.link.partnership_id
    setting = mail_setting(here, person.user.pk)
    back = reverse("answers:mail", kwargs={"token": visit.token})
    return form_page(
        request,
        MailForm(request.POST or None, initial={"rhythm": setting.rhythm, "weekday": setting.weekday}),
        _("Hur ofta vill du ha mejl?"),
        lambda v: services.set_mail(person.actor, here, **v),
        back,
        template="momentum/mail_by_link.html",
        more={"visit": visit},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def unsubscribe(request: ActorRequest, visit: Visit) -> HttpResponse:
    """No more mail: a page with one button, and the POST that mail programs send for one-click (RFC 8058)."""
    if visit.is_reported:  # whoever holds it is somebody else
        return closed(request, visit)
    is_done = request.method == "POST"
    if is_done:
        services.unsubscribe(visit)
    return render(request, "momentum/unsubscribe.html", {"visit": visit, "is_done": is_done})


@require_POST
@by_link
def renew(request: ActorRequest, visit: Visit) -> HttpResponse:
    """A new link to the address on record, never to one that is written here."""
    try:
        sent = services.renew(visit)
    except Refusal as refusal:
        return closed(request, visit, said=str(refusal.message), status=429)
    words = (
        _("Vi har skickat en ny länk till samma adress. Den brukar komma inom några minuter.")
        if sent
        else _("Inget väntar på dig just nu, så vi har inte skickat någon länk.")
    )
    return closed(request, visit, said=words, status=200)


def closed(request: HttpRequest, visit: Visit, *, said: str = "", status: int = GONE) -> HttpResponse:
    context: dict[str, Any] = {"visit": visit, "said": said}
    return render(request, "momentum/closed.html", context, status=status)


def _way(visit: Visit) -> Way:
    person = visit.person
    if person is None:
        raise Hidden
    helper = first_organiser(people_at(visit.link.partnership_id, on=clock.today()), other_than=person.user.pk)
    return Way(
        actor=visit.actor,
        own=lambda: own_list(visit.actor, at=clock.now(), meetings_as=person.actor, link=visit.link),
        template="momentum/by_link.html",
        back=reverse("answers:link", kwargs={"token": visit.token}),
        via="mail",
        context={
            "visit": visit,
            "token": visit.token,
            "helper": helper,
            "heard": heard(person.user.pk, visit.link.partnership_id, since=clock.now() - SHOWN_FOR),
        },
        after=lambda: services.mark_used(visit),
    )
