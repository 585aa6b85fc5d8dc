"""The page of one åtgärd: what it hangs on, the yes, the four answers, help, and its ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from malbild.access.http import ActorRequest
from malbild.access.policy import Action, may, may_share, require
from malbild.goals import queries, services
from malbild.goals.forms.measures import AcceptForm, AnswerForm
from malbild.goals.models import Measure, MeasureAnswer
from malbild.goals.names import Answers, Sizes
from malbild.goals.states import MEASURE_OPEN, Answer, MeasureState
from malbild.goals.views.finding import find
from malbild.goals.views.load import tell_load
from malbild.goals.way import way
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.ui.place import place
from malbild.ui.said import say

ANSWERABLE = (MeasureState.ASKED, MeasureState.ACCEPTED, MeasureState.UNDER_WAY)
FAR_DAYS = 90  # a day further away than this needs a first step (EXPERIENCE 7)
SAID = {
    Answer.DONE: gettext_lazy("Markerat som klart. Gruppen ser det på nästa möte."),
    Answer.ON_TRACK: gettext_lazy("Markerat som på gång. Gruppen ser det på nästa möte."),
    Answer.NEED_HELP: gettext_lazy("Samordnaren får veta att det behövs hjälp."),
    Answer.NEW_DATE: gettext_lazy("Den nya dagen är sparad. Gruppen ser det på nästa möte."),
}
WISHES = {
    "split": gettext_lazy("Dela upp den i mindre steg"),
    "hand-over": gettext_lazy("Lämna över den till någon annan"),
    "end": gettext_lazy("Avsluta den"),
}


@require_GET
def measure(request: ActorRequest, measure_id: int) -> HttpResponse:
    chosen = request.GET.get("svar", "")
    start = {"answer": chosen} if chosen in Answers else {}
    return _page(request, measure_id, answer_form=AnswerForm(initial=start))


def _page(
    request: ActorRequest,
    measure_id: int,
    *,
    answer_form: AnswerForm | None = None,
    accept_form: AcceptForm | None = None,
) -> HttpResponse:
    rows = queries.measures(request.actor).select_related(
        "owner__party__organisation", "cause__problem", "sub_goal", "assignment__goal", "replaced_by"
    )
    found = get_object_or_404(rows, pk=measure_id)
    actor, facts, today = request.actor, found.facts, clock.today()
    is_open = found.state in MEASURE_OPEN
    asks_me = found.state == MeasureState.ASKED and may(actor, Action.MEASURE_ACCEPT, facts)
    may_answer = found.state in ANSWERABLE and may(actor, Action.MEASURE_ANSWER, facts) and not asks_me
    may_edit, may_end = may(actor, Action.MEASURE_EDIT, facts), may(actor, Action.MEASURE_END, facts)
    may_ask = may(actor, Action.MEASURE_ASK, facts)
    answer_form, accept_form = answer_form or AnswerForm(), accept_form or AcceptForm()
    context = {
        "row": queries.measure_row(found, on=today),
        "measure": found,
        "way": way(queries.steps_of(found), on=today),
        "chain": queries.chain_of(actor, found),
        "history": queries.history(actor, found),
        "help": [(h, may(actor, Action.HELP_CLOSE, facts)) for h in queries.open_help(actor, found)],
        "undo": queries.undoable(actor, found),
        "successor": queries.seen(actor, found.replaced_by),
        "answer_form": answer_form,
        "accept_form": accept_form,
        "is_mine": found.owner_id is not None and found.owner_id == actor.membership_in(found.partnership_id),
        "sizes": Sizes.choices if may_edit and is_open else [],
        "my_load": queries.load_of(actor, found.owner_id, on=today) if asks_me and found.owner_id else None,
        "offers_first_step": queries.has_first_step(found) and may(actor, Action.MEASURE_ACCEPT, facts),
        "is_late": found.due is not None and found.due < today and found.state in ANSWERABLE,
        "is_far": found.due is not None and (found.due - today).days > FAR_DAYS,
        "asks_me": asks_me,
        "may_answer": may_answer,
        "may_edit": may_edit and is_open,
        "may_choose_owner": may_ask and is_open,
        "may_ask": may_ask and found.state == MeasureState.DRAFT and found.owner_id and found.due,
        "may_end": may_end and is_open,
        "may_resume": may_end and found.state == MeasureState.PAUSED,
        "may_reopen": may_end and found.state in (MeasureState.DONE, MeasureState.NOT_DONE),
        "may_follow_up": may_end and found.state == MeasureState.DONE,
        "may_share": may_share(actor, facts),
    }
    is_wrong = bool(answer_form.errors or accept_form.errors)
    return render(request, "goals/measure.html", context, status=422 if is_wrong else 200)


@require_POST
def answer(request: ActorRequest, measure_id: int) -> HttpResponse:
    """One of the four answers; what is refused comes back with everything written kept."""
    require(request.actor, Action.MEASURE_ANSWER, find(request, Measure, measure_id).facts)
    form = AnswerForm(request.POST)
    if form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        try:
            said = services.answer_measure(request.actor, measure_id, **values)
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            say(request, str(SAID[Answer(said.answer)]), undo=place(request, "goals:undo", answer_id=said.pk))
            asks_again = said.answer == Answer.NEW_DATE and said.measure.is_put_off_again
            page = "goals:another-way" if asks_again else "goals:measure"
            return redirect(place(request, page, measure_id=measure_id))
    return _page(request, measure_id, answer_form=form)


@require_POST
def undo(request: ActorRequest, answer_id: int) -> HttpResponse:
    said = get_object_or_404(MeasureAnswer.objects.visible_to(request.actor), pk=answer_id)
    services.undo_answer(request.actor, answer_id)
    say(request, _("Svaret är borttaget. Åtgärden är som den var."))
    return redirect(place(request, "goals:measure", measure_id=said.measure_id))


@require_POST
def ask(request: ActorRequest, measure_id: int) -> HttpResponse:
    asked = services.ask_owner(request.actor, measure_id)
    tell_load(request, asked)
    say(request, _("%(name)s är tillfrågad.") % {"name": asked.owner.user.name if asked.owner else ""})
    return redirect(place(request, "goals:measure", measure_id=measure_id))


@require_POST
def accept(request: ActorRequest, measure_id: int) -> HttpResponse:
    """The owner's yes, with the optional line and first step."""
    require(request.actor, Action.MEASURE_ACCEPT, find(request, Measure, measure_id).facts)
    form = AcceptForm(request.POST)
    if form.is_valid():
        try:
            services.accept_measure(
                request.actor, measure_id, if_then=form.if_then, first_step=form.cleaned_data["first_step"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal.message))
        else:
            say(request, _("Tack. Åtgärden är din, och gruppen ser det."))
            return redirect(place(request, "goals:measure", measure_id=measure_id))
    return _page(request, measure_id, accept_form=form)


@require_http_methods(["GET", "POST"])
def another_way(request: ActorRequest, measure_id: int) -> HttpResponse:
    """The third "Ny tid": split, hand over or end? Whoever may not do it asks the organisers with one tap."""
    found = find(request, Measure, measure_id, Action.MEASURE_ANSWER)
    if request.method == "POST":
        wish = WISHES.get(request.POST.get("wish", ""))
        if wish is None:
            raise Refusal(_("Välj ett av förslagen. Inget har ändrats."))
        services.answer_measure(request.actor, measure_id, answer=Answer.NEED_HELP, text=str(wish))
        say(request, _("Samordnaren får veta vad du vill göra."))
        return redirect(place(request, "goals:measure", measure_id=measure_id))
    context = {
        "measure": found,
        "wishes": WISHES.items(),
        "may_end": may(request.actor, Action.MEASURE_END, found.facts),
        "may_hand_over": may(request.actor, Action.MEASURE_ASK, found.facts),
    }
    return render(request, "goals/another_way.html", context)


@require_POST
def share(request: ActorRequest, measure_id: int) -> HttpResponse:
    services.share_measure(request.actor, measure_id)
    say(request, _("Åtgärden är delad med alla parter."))
    return redirect(place(request, "goals:measure", measure_id=measure_id))
