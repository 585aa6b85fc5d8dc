"""Pages of the import: choose a file, look and put right, done."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, require, table_facts
from malbild.goals.models import PlanImport
from malbild.goals.plan_import import queries, services
from malbild.goals.plan_import.forms import LayoutForm, RowForm, StartForm, TextForm
from malbild.goals.plan_import.grid import letters
from malbild.goals.plan_import.guess import Field
from malbild.goals.plan_import.proposal import STOPPING, Proposal
from malbild.goals.plan_import.reading import Left
from malbild.goals.plan_import.uploads import Quota
from malbild.goals.plan_import.words import FIELDS, LEFT, QUESTIONS, STATUSES
from malbild.kit.errors import Refusal
from malbild.ui.form_page import SentBefore, form_page, once
from malbild.ui.place import place

PAGE = 50
_FEW = 4  # choices that are buttons; more become a list
_SHOWN = 4  # rows in the little table over the columns


# The upload is counted as it comes in; that must be arranged before anything reads the body, so the check of the
# form's token waits until then.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def start(request: ActorRequest) -> HttpResponse:
    require(request.actor, Action.PLAN_IMPORT, table_facts(request.actor, request.partnership.pk))
    request.upload_handlers.insert(0, Quota(request))
    return _start(request)


@csrf_protect
def _start(request: ActorRequest) -> HttpResponse:
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StartForm(*sent, too_big=getattr(request, "too_big", False))
    return form_page(
        request,
        form,
        _("Hämta er plan"),
        lambda v: services.begin(request.actor, request.partnership.pk, file_name=v["file_name"], grids=v["grids"]),
        lambda made: place(request, "plan-import:preview", import_id=made.pk),
        _("Ta med åtgärdsplanen ni redan har. Du ser allt innan något sparas i planen."),
        submit=_("Läs planen"),
        said=_("Planen är läst. Inget är inlagt än."),
        back=place(request, "goals:plan"),
        template="goals/plan_import/start.html",
        more={"imports": queries.imports(request.actor)[:10]},
    )


@require_GET
def preview(request: ActorRequest, import_id: int) -> HttpResponse:
    """The draft to look at and put right; what it became once it is committed."""
    found = _import(request, import_id)
    if found.committed_at:
        return _done(request, found)
    shown = queries.preview(request.actor, found)
    page = _page(request, shown)
    forms = [RowForm(row=row, people=shown.people) for row in page]
    return _preview(request, found, shown, page, forms)


@require_POST
def columns(request: ActorRequest, import_id: int) -> HttpResponse:
    found = _import(request, import_id)
    shown = queries.preview(request.actor, found)
    form = LayoutForm(request.POST, draft=shown.draft)
    if not form.is_valid():
        page = _page(request, shown)
        forms = [RowForm(row=row, people=shown.people) for row in page]
        return _preview(request, found, shown, page, forms, layout_form=form)
    chosen = form.cleaned_data["sheet"]
    sheet = int(chosen) if chosen not in (None, "") else int(shown.draft.data["sheet"])
    is_other = sheet != shown.draft.data["sheet"]
    title = form.cleaned_data["title"]
    services.choose_layout(
        request.actor,
        import_id,
        sheet=sheet,
        layout=None if is_other else form.layout(),
        title="" if is_other or title == shown.draft.reading.title else title,
    )
    messages.success(request, _("Kolumnerna är ändrade. Inget är inlagt än."))
    return redirect(place(request, "plan-import:preview", import_id=import_id))


@require_POST
def rows(request: ActorRequest, import_id: int) -> HttpResponse:
    """Keep the page's corrections; with `commit` everything also becomes part of the plan, in one transaction."""
    found = _import(request, import_id)
    if found.committed_at:
        return redirect(place(request, "plan-import:preview", import_id=import_id))
    shown = queries.preview(request.actor, found)
    page = _page(request, shown)
    forms = [RowForm(request.POST, row=row, people=shown.people) for row in page]
    forms = [f if f.was_sent else RowForm(row=f.row, people=shown.people) for f in forms]
    sent = [f for f in forms if f.is_bound]
    if not all([f.is_valid() for f in sent]):  # every form, so that every fault is shown
        return _preview(request, found, shown, page, forms, refusal=_("Något på raderna behöver ändras."))
    wants = "commit" in request.POST
    try:
        with transaction.atomic():
            once(request)
            changes = {f.row.number: f.correction() for f in sent if f.correction()}
            if changes:
                services.correct_rows(request.actor, import_id, changes)
            if wants:
                found = services.commit_import(request.actor, import_id)
    except SentBefore:
        return redirect(place(request, "plan-import:preview", import_id=import_id))
    except Refusal as refusal:
        return _preview(request, found, shown, page, forms, refusal=str(refusal.message))
    if wants:
        count = len(found.made["rows"])
        said = ngettext("%(count)s rad är inlagd i planen.", "%(count)s rader är inlagda i planen.", count)
        messages.success(request, said % {"count": count})
        return redirect(place(request, "plan-import:preview", import_id=import_id))
    messages.success(request, _("Sparat i utkastet. Inget är inlagt än."))
    number = page.next_page_number() if "next" in request.POST and page.has_next() else page.number
    return redirect(f"{place(request, 'plan-import:preview', import_id=import_id)}?sida={number}")


@require_http_methods(["GET", "POST"])
def row(request: ActorRequest, import_id: int, number: int) -> HttpResponse:
    """The texts of one row. A row that had no åtgärd becomes one when it is given a text."""
    found = _import(request, import_id)
    back = place(request, "plan-import:preview", import_id=import_id)
    if found.committed_at:
        return redirect(back)
    texts = _texts(queries.preview(request.actor, found), number)
    if texts is None:
        return HttpResponse(status=404)
    return form_page(
        request,
        TextForm(request.POST or None, initial=texts),
        _("Rad %(number)s") % {"number": number},
        lambda v: services.correct_rows(request.actor, import_id, {number: {"texts": v}}),
        f"{back}?rad={number}#rad-{number}",
        current=lambda: _texts(queries.preview(request.actor, _import(request, import_id)), number) or {},
    )


@require_POST
def undo(request: ActorRequest, import_id: int) -> HttpResponse:
    services.undo_import(request.actor, import_id)
    return redirect(place(request, "plan-import:preview", import_id=import_id))


@require_POST
def discard(request: ActorRequest, import_id: int) -> HttpResponse:
    services.discard(request.actor, import_id)
    messages.success(request, _("Utkastet är borttaget."))
    return redirect(place(request, "plan-import:start"))


@require_GET
def link(request: ActorRequest) -> HttpResponse:
    """The first page after an import: what is not tied to a goal or a cause yet, one tap each."""
    require(request.actor, Action.PLAN_IMPORT, table_facts(request.actor, request.partnership.pk))
    loose = queries.loose(request.actor)
    return render(request, "goals/plan_import/link.html", {"loose": loose, "few": _FEW})


@require_POST
def link_assignment(request: ActorRequest, assignment_id: int) -> HttpResponse:
    services.link_assignment(request.actor, assignment_id, _chosen(request, "goal"))
    messages.success(request, _("Uppdraget är kopplat till målet."))
    return redirect(place(request, "plan-import:link"))


@require_POST
def link_measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.link_measure(request.actor, measure_id, _chosen(request, "cause"))
    messages.success(request, _("Åtgärden är kopplad till orsaken."))
    return redirect(place(request, "plan-import:link"))


def _chosen(request: ActorRequest, name: str) -> int:
    said = request.POST.get(name, "")
    if not said.isdecimal() or len(said) > 18:
        raise Refusal(_("Välj något av alternativen. Inget har ändrats."))
    return int(said)


def _import(request: ActorRequest, import_id: int) -> PlanImport:
    found = get_object_or_404(PlanImport.objects.visible_to(request.actor), pk=import_id)
    require(request.actor, Action.PLAN_IMPORT, found.facts)
    return found


def _page(request: ActorRequest, shown: queries.Preview) -> Page[Proposal]:
    pages = Paginator(shown.rows, PAGE)
    wanted = request.GET.get("rad", "")
    if wanted.isdecimal():
        place_of = next((i for i, r in enumerate(shown.rows) if str(r.number) == wanted), 0)
        return pages.get_page(place_of // PAGE + 1)
    return pages.get_page(request.GET.get("sida") or request.POST.get("page"))


def _texts(shown: queries.Preview, number: int) -> dict[str, str] | None:
    """The row's texts by field; for a row without an åtgärd what stands there; None for no such row."""
    found = next((r for r in shown.rows if r.number == number), None)
    if found is not None:
        return {f.value: found.texts.get(f, "") for f in Field if f is not Field.STATUS}
    lacking = next((u for u in shown.draft.reading.left if u.number == number and u.why is Left.NO_MEASURE), None)
    if lacking is None:
        return None
    return {f.value: lacking.texts.get(f, "") for f in Field if f is not Field.STATUS}


def _preview(
    request: ActorRequest,
    found: PlanImport,
    shown: queries.Preview,
    page: Page[Proposal],
    forms: list[RowForm],
    *,
    layout_form: LayoutForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    read = shown.draft
    cells = [c for c in read.grid.columns()]
    numbers = [r for r in sorted(read.grid.rows) if read.layout.header is None or r >= read.layout.header][:_SHOWN]
    context: dict[str, Any] = {
        "found": found,
        "shown": shown,
        "page": page,
        "rows": [(f, f.row, *_told(f.row)) for f in forms],
        "layout_form": layout_form or LayoutForm(draft=read),
        "is_layout_open": layout_form is not None or Field.MEASURE not in read.layout.columns,
        "letters": [letters(c) for c in cells],
        "sample": [(r, [" ".join(read.grid.at(r, c).text.split())[:60] for c in cells]) for r in numbers],
        "left": [(u, LEFT[u.why]) for u in read.reading.left if u.why not in (Left.HEADER, Left.ABOVE)],
        "above": [(u, LEFT[u.why]) for u in read.reading.left if u.why in (Left.HEADER, Left.ABOVE)],
        "refusal": refusal,
        "once": secrets.token_hex(16),
    }
    failed = bool(refusal) or layout_form is not None
    return render(request, "goals/plan_import/preview.html", context, status=422 if failed else 200)


def _told(row: Proposal) -> tuple[list[tuple[object, str, str]], list[tuple[object, bool]]]:
    """The row's other texts with a note on where they come from, and its questions in words."""
    notes = {
        **{f: _("ur en formel, det sparade värdet") for f in row.from_formula},
        **{f: _("en formel utan sparat värde") for f in row.missing},
        **{f: _("från raden ovanför") for f in row.carried},
    }
    texts: list[tuple[object, str, str]] = [
        (FIELDS[f], row.texts.get(f, "–"), notes.get(f, ""))
        for f in Field
        if f is not Field.MEASURE and (f in row.texts or f in row.missing)
    ]
    if row.status and Field.STATUS not in row.texts:
        texts.append((_("Läst status"), str(STATUSES[row.status]), ""))
    return texts, [(QUESTIONS[q], q in STOPPING) for q in row.questions]


def _done(request: ActorRequest, found: PlanImport) -> HttpResponse:
    why = {w.value: text for w, text in LEFT.items()} | {"unticked": _("Du tog inte med raden")}
    context = {
        "found": found,
        "came": queries.what_came(request.actor, found),
        "left": [(number, why.get(code, "")) for number, code in found.reading.get("left", [])],
        "kept": found.made.get("kept", []),
    }
    return render(request, "goals/plan_import/done.html", context)
