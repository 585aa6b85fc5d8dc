"""Pages of the shared picture."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, Facts, may, may_see, require, table_facts
from malbild.situation import queries, services
from malbild.situation.forms import CauseForm, DecideForm, EvidenceForm, PictureForm, PriorityForm, ProblemForm
from malbild.situation.models import Problem, SituationPicture
from malbild.ui.form_page import form_page
from malbild.ui.place import place


@require_GET
def picture(request: ActorRequest) -> HttpResponse:
    newest = queries.newest_picture(request.actor)
    valid = queries.valid_picture(request.actor)
    at_the_table = may_see(request.actor, _here(request))
    context = {
        "valid": valid,
        # Those who see decided material only read what stood in the version the day it was decided.
        "decided": valid.snapshot if valid and not at_the_table else None,
        "newest": newest,
        "problems": queries.problems_with_causes(request.actor),
        "facts": queries.facts_in_common(request.actor),
        "may_edit": may(request.actor, Action.PICTURE_EDIT, _here(request)),
        "may_decide": newest is not None and may(request.actor, Action.PICTURE_DECIDE, newest.facts),
    }
    return render(request, "situation/picture.html", context)


@require_GET
def problem(request: ActorRequest, problem_id: int) -> HttpResponse:
    found = get_object_or_404(queries.problems_with_causes(request.actor), pk=problem_id)
    context = {
        "problem": found,
        "may_edit": may(request.actor, Action.PICTURE_EDIT, found.facts),
        "may_share": found.reach == 0 and may(request.actor, Action.DRAFT_SHARE, found.facts),
    }
    return render(request, "situation/problem.html", context)


@require_http_methods(["GET", "POST"])
def write(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.PICTURE_EDIT, _here(request))
    newest = queries.newest_picture(request.actor)
    initial = {name: getattr(newest, name) for name in services.TEXTS} if newest else {"title": _("Lägesbild")}
    form = PictureForm(request.POST or None, initial=initial)
    return form_page(
        request,
        form,
        _("Lägesbildens texter"),
        lambda v: services.write_picture(request.actor, request.partnership.pk, **v),
        place(request, "situation:picture"),
    )


@require_http_methods(["GET", "POST"])
def mark_valid(request: ActorRequest, picture_id: int) -> HttpResponse:
    found = get_object_or_404(SituationPicture.objects.visible_to(request.actor), pk=picture_id)
    require(request.actor, Action.PICTURE_DECIDE, found.facts)
    return form_page(
        request,
        DecideForm(request.POST or None),
        _("Gör lägesbilden gällande"),
        lambda v: services.mark_valid(request.actor, picture_id, **v),
        place(request, "situation:picture"),
    )


@require_http_methods(["GET", "POST"])
def add_problem(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.PICTURE_EDIT, _here(request))
    return form_page(
        request,
        ProblemForm(request.POST or None),
        _("Nytt problem"),
        lambda v: services.add_problem(request.actor, request.partnership.pk, **v),
        place(request, "situation:picture"),
    )


@require_http_methods(["GET", "POST"])
def edit_problem(request: ActorRequest, problem_id: int) -> HttpResponse:
    found = _problem(request, problem_id)
    initial = {n: getattr(found, n) for n in PriorityForm.base_fields}
    return form_page(
        request,
        PriorityForm(request.POST or None, initial=initial),
        _("Ändra problemet"),
        lambda v: services.edit_problem(request.actor, problem_id, **v),
        place(request, "situation:problem", problem_id=problem_id),
    )


@require_http_methods(["GET", "POST"])
def add_cause(request: ActorRequest, problem_id: int) -> HttpResponse:
    found = _problem(request, problem_id)
    return form_page(
        request,
        CauseForm(request.POST or None),
        _("Orsak till: %(problem)s") % {"problem": found.title},
        lambda v: services.add_cause(request.actor, problem_id, **v),
        place(request, "situation:problem", problem_id=problem_id),
    )


@require_http_methods(["GET", "POST"])
def add_evidence(request: ActorRequest, problem_id: int) -> HttpResponse:
    found = _problem(request, problem_id)
    return form_page(
        request,
        EvidenceForm(request.POST or None),
        _("Uppgift om: %(problem)s") % {"problem": found.title},
        lambda v: services.add_evidence(request.actor, request.partnership.pk, problem_id=problem_id, **v),
        place(request, "situation:problem", problem_id=problem_id),
    )


@require_POST
def share(request: ActorRequest, problem_id: int) -> HttpResponse:
    services.share_problem(request.actor, problem_id)
    return redirect(place(request, "situation:problem", problem_id=problem_id))


def _here(request: ActorRequest) -> Facts:
    return table_facts(request.actor, request.partnership.pk, area=Area.PLAN)


def _problem(request: ActorRequest, problem_id: int) -> Problem:
    found = get_object_or_404(Problem.objects.visible_to(request.actor), pk=problem_id)
    require(request.actor, Action.PICTURE_EDIT, found.facts)
    return found
