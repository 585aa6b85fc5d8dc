"""One tap on line work, signed in or by a mail's link: Fungerar or Svajar, and one line if there is something to say.

A mail's key opens exactly the line work that the mail asked about, and only while the person still owns it.
"""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require
from malbild.goals.models import LineWork
from malbild.goals.services import pulse
from malbild.goals.states import LineState
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.momentum import services
from malbild.momentum.forms import PulseForm
from malbild.momentum.link_views import by_link, closed
from malbild.momentum.pulse.queries import asked_by
from malbild.momentum.services import Visit
from malbild.ui.form_page import SentBefore, new_key, once
from malbild.ui.place import place
from malbild.ui.said import say

WORDS = {"fungerar": LineState.WORKS, "svajar": LineState.WAVERS}


@require_POST
def answer(request: ActorRequest, line_work_id: int) -> HttpResponse:
    """From the own list: the tapped button is the answer."""
    found = get_object_or_404(LineWork.objects.visible_to(request.actor), pk=line_work_id)
    require(request.actor, Action.LINEWORK_PULSE, found.facts)
    _take(request, request.actor, line_work_id)
    say(request, _("Tack. Det står i uppföljningen."))
    return redirect(place(request, "momentum:waiting"))


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def by_mail(request: ActorRequest, visit: Visit, line_work_id: int, word: str) -> HttpResponse:
    """The page behind the mail's button: it asks for the confirming tap and changes nothing by being opened."""
    if word not in WORDS or line_work_id not in visit.link.lines:
        raise Hidden
    if not visit.is_open or visit.person is None:
        return closed(request, visit)
    found = next((w for w in asked_by(visit, on=clock.today()) if w.pk == line_work_id), None)
    if request.method == "POST" and found is not None:
        _take(request, visit.person.actor, line_work_id)
        services.mark_used(visit)
        return redirect(reverse("answers:link", kwargs={"token": visit.token}) + "?sparat")
    context = {
        "visit": visit,
        "token": visit.token,
        "work": found,
        "chosen": WORDS[word].value,
        "once": new_key(),
    }
    return render(request, "momentum/pulse/by_link.html", context)


def _take(request: HttpRequest, actor: Actor, line_work_id: int) -> None:
    """Do it once. Raises Refusal for a state that is neither of the two, or a line with somebody's number in it."""
    form = PulseForm(request.POST)
    if not form.is_valid():
        raise Refusal(str(next(iter(form.errors.values()))[0]))
    try:
        with transaction.atomic():
            once(request)
            pulse(actor, line_work_id, **form.cleaned_data)
    except SentBefore:
        return
