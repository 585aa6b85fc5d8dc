"""Pages about who sits at the table."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, Reach, may, require, table_facts
from malbild.partnerships import queries, services
from malbild.partnerships.forms import InviteForm, LastDayForm, SituationForm, SupporterForm
from malbild.partnerships.models import Membership
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def people(request: ActorRequest) -> HttpResponse:
    require(
        request.actor,
        Action.PARTNERSHIP_VIEW,
        table_facts(request.actor, request.partnership.pk, reach=Reach.DECIDED),
    )
    facts = table_facts(request.actor, request.partnership.pk)
    parties = queries.parties_with_people(request.actor, request.partnership)
    context = {
        "parties": parties,
        "supporters": queries.supporters(request.actor, request.partnership),
        "invite_to": queries.parties_the_actor_may_invite_to(request.actor, request.partnership),
        "may_support": may(request.actor, Action.SUPPORTER_INVITE, facts),
        "may_end": {
            row.party_id
            for row in parties
            if may(request.actor, Action.SEAT_END, Facts(request.partnership.pk, row.party_id, Reach.PARTNERSHIP))
        },
        "may_hand_over": {
            row.party_id
            for row in parties
            if may(
                request.actor, Action.HANDOVER_PROPOSE, Facts(request.partnership.pk, row.party_id, Reach.PARTNERSHIP)
            )
        },
        "my_id": request.actor.membership_in(request.partnership.pk),
        "may_edit": may(request.actor, Action.PARTNERSHIP_EDIT, facts),
    }
    return render(request, "partnerships/people.html", context)


@require_http_methods(["GET", "POST"])
def invite(request: ActorRequest) -> HttpResponse:
    parties = queries.parties_the_actor_may_invite_to(request.actor, request.partnership)
    if not parties:
        require(request.actor, Action.SEAT_INVITE, table_facts(request.actor, request.partnership.pk))
    form = InviteForm(request.POST or None, parties=parties)
    return form_page(
        request,
        form,
        _("Bjud in en person"),
        lambda v: services.invite(request.actor, request.partnership, party_id=int(v.pop("seat")), **v),
        place(request, "partnerships:people"),
    )


@require_http_methods(["GET", "POST"])
def invite_supporter(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.SUPPORTER_INVITE, table_facts(request.actor, request.partnership.pk))
    return form_page(
        request,
        SupporterForm(request.POST or None),
        _("Bjud in metodstöd"),
        lambda v: services.invite_supporter(request.actor, request.partnership, **v),
        place(request, "partnerships:people"),
    )


@require_POST
def end_seat(request: ActorRequest, seat_id: int) -> HttpResponse:
    """An invited supporter is let out at once; a seat at the table first hands on what it holds."""
    seat = get_object_or_404(Membership.objects.visible_to(request.actor), pk=seat_id)
    if seat.party_id is not None:
        require(request.actor, Action.SEAT_END, Facts(seat.partnership_id, seat.party_id, Reach.PARTNERSHIP))
        return redirect(place(request, "goals:handover", seat_id=seat_id))
    services.end_seat(request.actor, seat_id)
    return redirect(place(request, "partnerships:people"))


@require_http_methods(["GET", "POST"])
def last_day(request: ActorRequest) -> HttpResponse:
    """One's own last day at this table."""
    me = request.actor.membership_in(request.partnership.pk)
    seat = get_object_or_404(Membership.objects.visible_to(request.actor), pk=me or 0)
    return form_page(
        request,
        LastDayForm(request.POST or None, initial={"on": seat.ends_on}),
        _("Jag slutar"),
        lambda v: services.say_last_day(request.actor, seat.pk, **v),
        place(request, "partnerships:people"),
        _("Det du har tagit på dig kan du lämna över på nästa sida. Ingenting försvinner."),
        said=_("Sparat. De andra ser din sista dag."),
    )


@require_http_methods(["GET", "POST"])
def situation(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.PARTNERSHIP_EDIT, table_facts(request.actor, request.partnership.pk))
    here = request.partnership
    form = SituationForm(request.POST or None, initial={"problems": here.problem_tags, "form": here.form_tag})
    return form_page(
        request,
        form,
        _("Typsituation"),
        lambda v: services.describe_situation(request.actor, here, **v),
        place(request, "partnerships:people"),
    )


@login_required
@require_GET
def invitations(request: ActorRequest) -> HttpResponse:
    assert request.actor.user_id is not None  # noqa: S101 - login_required said so
    found = queries.open_invitations(request.actor.user_id)
    return render(request, "partnerships/invitations.html", {"invitations": found})


@login_required
@require_POST
def accept(request: ActorRequest, seat_id: int) -> HttpResponse:
    assert request.actor.user_id is not None  # noqa: S101 - login_required said so
    seat = services.accept_invitation(request.actor.user_id, seat_id)
    return redirect("web:home", slug=seat.partnership.slug)
