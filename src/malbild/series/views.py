"""Pages where an organiser brings files of open statistics in, and takes them back."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require, table_facts
from malbild.accounts.models import User
from malbild.kit.errors import Refusal
from malbild.series import progress, uploads
from malbild.series.forms import UploadForm
from malbild.series.models import Delivery, Fetch, Upload
from malbild.ui.form_page import form_page
from malbild.ui.place import place

SHOWN = 10
LATEST = 20


@require_http_methods(["GET", "POST"])
def bring_in(request: ActorRequest) -> HttpResponse:
    """Drop files; see how far they have come, what became of them, and what was taken in before."""
    _must_be_organiser(request)
    back = place(request, "series:bring-in")
    return form_page(
        request,
        UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(),
        _("Läs in siffror"),
        lambda values: _receive(request, values),
        back,
        _("Öppen statistik från Brå, Kolada och SCB. En fil läses in hel eller inte alls, och kan tas tillbaka."),
        submit=_("Läs in"),
        said=_("Filerna är mottagna. De läses in nu."),
        back=place(request, "followup:figures"),
        template="series/bring_in.html",
        more=_files(request),
    )


@require_GET
def going_on(request: ActorRequest) -> HttpResponse:
    """The part of the page that changes while files are read."""
    _must_be_organiser(request)
    return render(request, "series/uploads.html", _files(request))


@require_POST
def cancel(request: ActorRequest, upload_id: int) -> HttpResponse:
    uploads.cancel(_mine(request, upload_id))
    messages.success(request, _("Inläsningen stoppas. Inget sparas av en fil som inte är klar."))
    return redirect(place(request, "series:bring-in"))


@require_GET
def marked(request: ActorRequest, upload_id: int) -> HttpResponse:
    """The refused file with a line over each row that could not be read."""
    upload = get_object_or_404(Upload, pk=_mine(request, upload_id).pk, state=Upload.State.REFUSED)
    response = HttpResponse("\ufeff" + uploads.marked(upload), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="med-markeringar.txt"'
    return response


@require_POST
def take_back(request: ActorRequest, delivery_id: int) -> HttpResponse:
    _must_be_organiser(request)
    get_object_or_404(Delivery, pk=delivery_id, by_id=request.actor.user_id or 0)
    try:
        uploads.take_back(request.actor, request.partnership.pk, delivery_id)
        messages.success(request, _("Filen är tagen tillbaka. Siffrorna är som de var innan."))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    return redirect(place(request, "series:bring-in"))


def _must_be_organiser(request: ActorRequest) -> None:
    require(request.actor, Action.STATISTICS_IMPORT, table_facts(request.actor, request.partnership.pk))


def _receive(request: ActorRequest, values: dict[str, Any]) -> None:
    for file in values["chosen"]:
        uploads.receive(
            request.actor,
            request.partnership.pk,
            name=str(file.name),
            raw=file.read(uploads.LARGEST + 1),
            year=values["year"],
            is_preliminary=values["is_preliminary"],
        )


def _files(request: ActorRequest) -> dict[str, Any]:
    """The sender's own files, and what was taken in by anybody."""
    rows = list(Upload.objects.filter(by_id=request.actor.user_id or 0).defer("raw").select_related("delivery")[:SHOWN])
    shown = [
        {
            "upload": row,
            "far": progress.how_far(row.pk) if row.is_going_on else None,
            "problems": uploads.first_problems(row),
        }
        for row in rows
    ]
    return {
        "uploads": shown,
        "is_going_on": any(row.is_going_on for row in rows),
        "deliveries": _deliveries(request),
        "fetches": Fetch.objects.filter(source__in=settings.FETCH).order_by("source"),
    }


def _deliveries(request: ActorRequest) -> list[dict[str, Any]]:
    me = User.objects.get(pk=request.actor.user_id or 0)
    rows = Delivery.objects.select_related("by")[:LATEST]
    return [{"delivery": row, "may_take_back": uploads.may_take_back(me, row)} for row in rows]


def _mine(request: ActorRequest, upload_id: int) -> Upload:
    _must_be_organiser(request)
    return get_object_or_404(Upload.objects.defer("raw"), pk=upload_id, by_id=request.actor.user_id or 0)
