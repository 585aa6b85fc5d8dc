"""Tell the method support how a workshop went: look at the package, send it, fetch what was sent."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from malbild.access.actor import Area
from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require, table_facts
from malbild.experience import queries, services
from malbild.experience.feedback_paper import feedback_pdf
from malbild.experience.forms import WorkshopFeedbackForm
from malbild.experience.known_names import names_here
from malbild.experience.queries.workshop import plain, workshop_material
from malbild.ui.form_page import form_page, new_key
from malbild.ui.place import place
from malbild.workshops.models import Workshop


@require_http_methods(["GET", "POST"])
def workshop_feedback(request: ActorRequest, workshop_id: int) -> HttpResponse:
    """The form with the package under it; "Förhandsvisa" shows it with what was written and sends nothing."""
    workshop = get_object_or_404(Workshop.objects.visible_to(request.actor), pk=workshop_id)
    require(request.actor, Action.FEEDBACK_SEND, table_facts(request.actor, request.partnership.pk, area=Area.SUPPORT))
    form = WorkshopFeedbackForm(request.POST or None)
    written = form.cleaned_data if form.is_bound and form.is_valid() else {}
    more = {
        "workshop": workshop,
        "material": workshop_material(workshop, **{k: written.get(k, "") for k in ("worked", "questions")}),
        "note": plain(written.get("note", ""), names_here(workshop.partnership_id)),
        "previewed": bool(written),
    }
    if written and request.POST.get("do") != "send":
        again = {
            "form": form,
            "heading": _("Återkoppling till metodstödet"),
            "back": place(request, "workshops:overview", workshop_id=workshop_id),
            "once": new_key(),
        }
        return render(request, "experience/workshop_feedback.html", {**again, **more})
    return form_page(
        request,
        form,
        _("Återkoppling till metodstödet"),
        lambda v: services.send_workshop_feedback(request.actor, workshop_id, **v),
        lambda made: place(request, "experience:feedback", feedback_id=made.pk),
        said=_("Skickat. Metodstödet ser materialet som det står nu."),
        back=place(request, "workshops:overview", workshop_id=workshop_id),
        template="experience/workshop_feedback.html",
        more=more,
    )


@require_GET
def feedback_file(request: ActorRequest, feedback_id: int) -> HttpResponse:
    """What was sent from a workshop, as one PDF."""
    found = get_object_or_404(queries.feedback(request.actor), pk=feedback_id)
    if found.sent_at is None or "workshop" not in (found.package or {}):
        raise Http404
    name = f"aterkoppling-{found.sent_at:%Y-%m-%d}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(feedback_pdf(found), content_type="application/pdf", headers=headers)
