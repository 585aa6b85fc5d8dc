"""The leader's two pages, projector and remote, and the deeds on their buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require
from malbild.kit.errors import Refusal
from malbild.ui.form_page import form_page
from malbild.ui.place import place
from malbild.workshops import queries, services
from malbild.workshops.content import BEAT_LINES, SCRIPTS, STEPS
from malbild.workshops.forms import CardForm, DecideForm, NameForm, SlipForm
from malbild.workshops.models import Group, Workshop
from malbild.workshops.names import Beats, Parts
from malbild.workshops.qr import square
from malbild.workshops.states import LAST_STEP, Beat

PAGES = {"storbild": "workshops:projector", "styr": "workshops:remote"}
_TEMPLATES = {"storbild": "workshops/projector.html", "styr": "workshops/remote.html"}


@require_GET
def projector(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return _page(request, _seen(request, workshop_id), "storbild", "workshops/projector.html")


@require_GET
def projector_part(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return _page(request, _seen(request, workshop_id), "storbild", "workshops/projector_part.html")


@require_GET
def remote(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return _page(request, _led(request, workshop_id), "styr", "workshops/remote.html")


@require_GET
def remote_part(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return _page(request, _led(request, workshop_id), "styr", "workshops/remote_part.html")


def _page(request: ActorRequest, workshop: Workshop, page: str, template: str, status: int = 200) -> HttpResponse:
    """Everything that the projector and the remote show; nothing that is secret reaches either."""
    leads = may(request.actor, Action.WORKSHOP_LEAD, workshop.facts)
    board = queries.board(request.actor, workshop, for_leader=leads and page == "styr")
    people = queries.people_in_room(request.actor, workshop)
    beat = Beat(workshop.beat)
    door = queries.door_of(workshop)
    address = request.build_absolute_uri(reverse("guests:join"))
    context: dict[str, Any] = {
        "workshop": workshop,
        "page": page,
        "leads": leads,
        "token": str(workshop.version),
        "text": STEPS.get(workshop.step),
        "beat_name": Beats(workshop.beat).label,
        "beat_line": BEAT_LINES[beat],
        "script": SCRIPTS.get((workshop.step, beat)),
        "board": board,
        "counts": queries.counts(request.actor, workshop, board.round),
        "people": people,
        "balance": queries.balance(people),
        "door": door,
        "shows_door": door is not None and (beat in (Beat.WRITE, Beat.VOTE) or (workshop.step, beat) == (1, Beat.ASK)),
        "short_address": address.split("://", 1)[-1].rstrip("/"),
        "square": square(f"{address}?n={door.key}") if door else None,
        "next_label": _next_label(workshop),
        "decide_label": _decide_label(board),
        "last_step": LAST_STEP,
        "undoable": queries.undoable(request.actor, workshop) if leads else None,
        "parts": dict(Parts.choices),
    }
    if beat is Beat.DECIDE or not workshop.is_running:
        context["growth"] = tree = queries.growth(request.actor, workshop)
        if leads and page == "styr" and workshop.step >= 3:
            context["from_before"] = queries.goals_from_before(request.actor, tree)
    if workshop.step == 2:
        context["to_develop"] = queries.took_to_develop(request.actor, workshop)
    if workshop.step == 3 and beat in (Beat.ASK, Beat.DECIDE):
        context["lessons"] = queries.lessons(request.actor)
    if workshop.step == LAST_STEP and beat in (Beat.ASK, Beat.DECIDE):
        context["routines"] = queries.routines(request.actor)
        context["unfollowed"] = queries.without_routine(request.actor)
    return render(request, template, context, status=status)


def _next_label(workshop: Workshop) -> str:
    match Beat(workshop.beat):
        case Beat.LOBBY:
            return _("Starta steg 1")
        case Beat.ASK:
            return _("Nästa: skriv tyst")
        case Beat.WRITE:
            return _("Nästa: läs och gruppera")
        case Beat.READ:
            return _("Nästa: rösta hemligt")
        case Beat.VOTE:
            return _("Visa resultatet")
        case Beat.DECIDE:
            return "" if workshop.step == LAST_STEP else _("Nästa: steg %(step)s") % {"step": workshop.step + 1}


def _decide_label(board: queries.Board) -> str:
    """The leader's main button in Bestäm names the group whose turn it is, cut to fit the row."""
    return _("Bestäm: %(group)s") % {"group": Truncator(board.now.group.title).chars(40)} if board.now else ""


def _seen(request: ActorRequest, workshop_id: int) -> Workshop:
    found = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.WORKSHOP_VIEW, found.facts)
    return found


def _led(request: ActorRequest, workshop_id: int) -> Workshop:
    found = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.WORKSHOP_LEAD, found.facts)
    return found


def deed(
    request: ActorRequest, workshop_id: int, do: Callable[[], object], *, said: str = "", hash: str = ""
) -> HttpResponse:
    """Do it and go back to the page whose button was pressed; a refusal is told there, calmly."""
    page = request.POST.get("page", "styr")
    page = page if page in PAGES else "styr"
    try:
        do()
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return _page(request, _led(request, workshop_id), page, _TEMPLATES[page], status=422)
    if said:
        messages.success(request, said)
    return redirect(place(request, PAGES[page], workshop_id=workshop_id) + hash)


@require_POST
def advance(request: ActorRequest, workshop_id: int) -> HttpResponse:
    turn = _number(request.POST.get("turn"))
    return deed(
        request,
        workshop_id,
        lambda: services.advance(
            request.actor, workshop_id, turn=turn, to=request.POST.get("to", ""), although="although" in request.POST
        ),
    )


@require_POST
def time(request: ActorRequest, workshop_id: int) -> HttpResponse:
    deeds = {"add": services.add_time, "pause": services.pause_timer, "run": services.resume_timer}
    chosen = deeds.get(request.POST.get("do", ""))
    if chosen is None:
        raise Refusal(_("Vi förstod inte knappen. Inget har ändrats."))
    return deed(request, workshop_id, lambda: chosen(request.actor, workshop_id))


@require_POST
def undo(request: ActorRequest, workshop_id: int) -> HttpResponse:
    seq = _number(request.POST.get("seq")) if request.POST.get("seq") else None
    return deed(
        request, workshop_id, lambda: services.undo_last(request.actor, workshop_id, seq=seq), said=_("Ångrat.")
    )


@require_POST
def vote_again(request: ActorRequest, workshop_id: int) -> HttpResponse:
    turn = _number(request.POST.get("turn"))
    return deed(request, workshop_id, lambda: services.vote_again(request.actor, workshop_id, turn=turn))


@require_POST
def group(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """What is done with the ticked cards."""
    cards = [_number(c) for c in request.POST.getlist("card")]
    title = request.POST.get("title", "")
    to = _number(request.POST.get("to"))
    do: dict[str, Callable[[], object]] = {
        "make": lambda: services.make_group(request.actor, workshop_id, card_ids=cards, title=title),
        "move": lambda: services.move_cards(request.actor, workshop_id, card_ids=cards, group_id=to),
        "aside": lambda: services.set_aside(request.actor, workshop_id, card_ids=cards),
        "back": lambda: services.take_back(request.actor, workshop_id, card_ids=cards),
    }
    chosen = do.get(request.POST.get("do", ""))
    if chosen is None:
        raise Refusal(_("Välj vad som ska hända med korten. Inget har ändrats."))
    return deed(request, workshop_id, chosen, hash="#kort")


@require_http_methods(["GET", "POST"])
def rename(request: ActorRequest, workshop_id: int, group_id: int) -> HttpResponse:
    _led(request, workshop_id)
    found = _group(request, workshop_id, group_id)
    return form_page(
        request,
        NameForm(request.POST or None, initial={"title": found.title}),
        _("Byt namn på gruppen"),
        lambda v: services.rename_group(request.actor, workshop_id, group_id=group_id, **v),
        place(request, "workshops:remote", workshop_id=workshop_id),
        current=lambda: {"title": _group(request, workshop_id, group_id).title},
        submit=_("Spara namnet"),
    )


@require_http_methods(["GET", "POST"])
def decide(request: ActorRequest, workshop_id: int, group_id: int) -> HttpResponse:
    workshop = _led(request, workshop_id)
    found = _group(request, workshop_id, group_id)
    parties = [(p.pk, str(p)) for p in request.partnership.parties.select_related("organisation")]
    names = ("decision", "parts", "criteria", "lesson", "why", "lead_party_id")
    form = DecideForm(
        request.POST or None,
        step=workshop.step,
        parties=parties,
        initial={n: getattr(found, n) for n in names if getattr(found, n)},
    )
    back = request.GET.get("fran", "styr")
    cards = list(found.cards.filter(is_withdrawn=False, is_aside=False))
    intro = _("%(votes)s röster, %(cards)s kort. Rösterna är ett underlag. Ni bestämmer.") % {
        "votes": found.votes or 0,
        "cards": len(cards),
    }
    return form_page(
        request,
        form,
        _("Bestäm: %(group)s") % {"group": found.title},
        lambda v: services.decide_group(request.actor, workshop_id, group_id=group_id, **v),
        place(request, PAGES.get(back, PAGES["styr"]), workshop_id=workshop_id),
        intro,
        submit=_("Spara beslutet"),
        said=_("Beslutet är sparat."),
        template="workshops/decide.html",
        more={"cards": cards, "group": found},
    )


@require_http_methods(["GET", "POST"])
def card_for_someone(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Enter a card for someone without a device, or from a paper card."""
    workshop = _led(request, workshop_id)
    return form_page(
        request,
        CardForm(request.POST or None, step=workshop.step),
        _("Lägg in kort åt någon"),
        lambda v: services.card_for_someone(request.actor, workshop_id, **v),
        place(request, "workshops:card-for-someone", workshop_id=workshop_id),
        _("Skriv det som personen säger eller har skrivit på papper. Kortet får inget namn."),
        submit=_("Lägg in kortet"),
        said=_("Kortet är inlagt. Du kan lägga in ett till."),
        back=place(request, "workshops:remote", workshop_id=workshop_id),
    )


@require_http_methods(["GET", "POST"])
def vote_for_someone(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Enter a whole voting slip for someone without a device."""
    workshop = _led(request, workshop_id)
    board = queries.board(request.actor, workshop)
    form = SlipForm(request.POST or None, groups=[(r.group.pk, r.group.title) for r in board.groups])
    return form_page(
        request,
        form,
        _("Lägg in röster åt någon"),
        lambda _v: services.vote_for_someone(request.actor, workshop_id, dots=form.dots),
        place(request, "workshops:remote", workshop_id=workshop_id),
        _("Personen har %(dots)s prickar, högst två på samma grupp.") % {"dots": board.dots},
        submit=_("Lägg in rösterna"),
        said=_("Rösterna är inlagda."),
    )


@require_POST
def pause(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return deed(
        request,
        workshop_id,
        lambda: services.pause_workshop(request.actor, workshop_id),
        said=_("Workshopen är pausad. Allt är kvar när ni fortsätter."),
    )


@require_POST
def resume(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return deed(
        request,
        workshop_id,
        lambda: services.resume_workshop(request.actor, workshop_id),
        said=_("Workshopen är igång igen, med en ny kod."),
    )


@require_http_methods(["GET", "POST"])
def close(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """Show what is left before ending, then end."""
    workshop = _led(request, workshop_id)
    if request.method == "POST":
        services.close_workshop(request.actor, workshop_id)
        messages.success(request, _("Workshopen är avslutad. Du kan öppna den igen inom sju dagar."))
        return redirect(place(request, "workshops:overview", workshop_id=workshop_id))
    context = {
        "workshop": workshop,
        "left": queries.left_over(request.actor, workshop),
        "growth": queries.growth(request.actor, workshop),
    }
    return render(request, "workshops/close.html", context)


@require_POST
def reopen(request: ActorRequest, workshop_id: int) -> HttpResponse:
    return deed(
        request,
        workshop_id,
        lambda: services.reopen_workshop(request.actor, workshop_id),
        said=_("Workshopen är öppen igen, med en ny kod."),
    )


def _group(request: ActorRequest, workshop_id: int, group_id: int) -> Group:
    rows = Group.objects.visible_to(request.actor).filter(workshop_id=workshop_id, is_removed=False)
    return get_object_or_404(rows, pk=group_id)


def _number(text: str | None) -> int:
    """A number from a button; anything else matches nothing."""
    return int(text) if text and text.isdecimal() and len(text) < 18 else 0
