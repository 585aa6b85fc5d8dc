"""Pages of a group's own numbers: one figure, and the form where its table is pasted or sent."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, require, table_facts
from malbild.followup.forms import OwnForm
from malbild.followup.models import OwnFigure, OwnUnit
from malbild.followup.own import services, table, words
from malbild.goals.plan_import.services import read_file, read_text
from malbild.kit.errors import Refusal
from malbild.ui.charts import Bars, bars
from malbild.ui.form_page import form_page
from malbild.ui.place import place

LARGEST = 2_000_000


@require_GET
def own(request: ActorRequest, own_id: int) -> HttpResponse:
    row = get_object_or_404(OwnFigure.objects.visible_to(request.actor), pk=own_id)
    title = f"{row.title}, {row.get_unit_display()}"
    chart = bars(
        Bars(
            labels=[str(v.year) for v in row.course],
            values=[v.value for v in row.course],
            title=title,
            description=_("En stapel för varje mätning. Samma siffror finns i tabellen nedanför."),
        ),
        f"egen-{row.pk}",
    )
    context = {
        "row": row,
        "headline": words.headline(row),
        "development": words.development(row),
        "certain": words.certain(row),
        "chart": chart,
        "values": row.course[::-1],
        "may_edit": may(request.actor, Action.OWN_FIGURE_EDIT, row.facts),
    }
    return render(request, "followup/own/own.html", context)


@require_http_methods(["GET", "POST"])
def add(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.OWN_FIGURE_EDIT, table_facts(request.actor, request.partnership.pk))
    return _form(
        request,
        _("Egna siffror"),
        {},
        lambda values: services.add_own(request.actor, request.partnership.pk, **values),
        place(request, "followup:figures"),
    )


@require_http_methods(["GET", "POST"])
def edit(request: ActorRequest, own_id: int) -> HttpResponse:
    row = get_object_or_404(OwnFigure.objects.visible_to(request.actor), pk=own_id)
    require(request.actor, Action.OWN_FIGURE_EDIT, row.facts)
    lines = ["\t".join("" if c is None else f"{c:g}".replace(".", ",") for c in cells) for cells in row.values]
    initial = {
        "title": row.title,
        "unit": row.unit,
        "source": row.source,
        "wanted": row.wanted,
        "table": "\n".join(lines),
    }
    return _form(
        request,
        _("Ändra: %(title)s") % {"title": row.title},
        initial,
        lambda values: services.edit_own(request.actor, row.pk, **values),
        place(request, "followup:own", own_id=row.pk),
    )


@require_POST
def drop(request: ActorRequest, own_id: int) -> HttpResponse:
    get_object_or_404(OwnFigure.objects.visible_to(request.actor), pk=own_id)
    services.drop_own(request.actor, own_id)
    messages.success(request, _("Siffrorna är borttagna."))
    return redirect(place(request, "followup:figures"))


def _form(request: ActorRequest, heading: str, initial: dict[str, Any], deed: Any, back: str) -> HttpResponse:
    form = OwnForm(request.POST, request.FILES) if request.method == "POST" else OwnForm(initial=initial)
    return form_page(
        request,
        form,
        heading,
        lambda values: deed(_read(values)),
        lambda row: place(request, "followup:own", own_id=row.pk),
        _("En tabell med året i första kolumnen och talet i den andra. För enkäter: antal svar i den tredje."),
        submit=_("Spara siffrorna"),
        said=_("Siffrorna är sparade. Alla i samverkan ser dem."),
        back=back,
        template="followup/own/form.html",
    )


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """The table from the file or from what was pasted. Raises Refusal."""
    file, text = values.pop("file"), values.pop("table")
    if file is not None:
        raw = file.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise Refusal(_("Filen är större än 2 MB. Inget har sparats."))
        grids = read_file(raw) if raw[:2] == b"PK" else read_text(_as_tabs(raw))
    else:
        grids = read_text(_with_tabs(text))
    unit = values["unit"]
    return {**values, "values": table.read(grids, is_share=unit == OwnUnit.PERCENT, is_count=unit == OwnUnit.COUNT)}


def _as_tabs(raw: bytes) -> str:
    from malbild.series.formats.values import text_of  # noqa: PLC0415 - beside its only user

    return _with_tabs(text_of(raw))


def _with_tabs(text: str) -> str:
    """Semicolons are columns too, and in a typed table spaces after the year."""
    lines = []
    for line in text.replace("\r", "").split("\n"):
        if "\t" in line or not line.strip():
            lines.append(line)
        elif ";" in line:
            lines.append(line.replace(";", "\t"))
        else:
            year, _space, rest = line.strip().partition(" ")
            lines.append(f"{year}\t{rest.strip()}")
    return "\n".join(lines)
