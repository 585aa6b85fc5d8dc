"""The workshop's minutes: one tree for the page, the PDF, the Word file and the letter.

The record is in Swedish whoever asks for it. It says how many were in the room and never who wrote or voted.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.access.actor import Actor
from malbild.access.policy import Action, require
from malbild.audit import log
from malbild.documents.errors import NotEndedYet
from malbild.documents.services import PDF
from malbild.kit import clock
from malbild.kit.clock import SWEDEN
from malbild.meetings.queries import at_the_table
from malbild.meetings.words import HARD, full_day
from malbild.outbox.services import post
from malbild.partnerships.models import Membership
from malbild.ui.paper import Heading, Item, Items, Paper, Table, Text
from malbild.ui.paper.docx import paper_docx
from malbild.ui.paper.pdf import paper_pdf
from malbild.ui.paper.tree import Block
from malbild.workshops.models import Workshop
from malbild.workshops.names import WorkshopStates
from malbild.workshops.queries.results import GroupResult, GrownResult, Results, StepResult, results
from malbild.workshops.states import LAST_STEP, WorkshopState


def workshop_paper(actor: Actor, workshop: Workshop) -> Paper:
    """The minutes as far as the workshop has come, in Swedish."""
    with translation.override("sv"):
        return paper_of(results(actor, workshop))


def workshop_pdf(actor: Actor, workshop: Workshop) -> bytes:
    return paper_pdf(workshop_paper(actor, workshop), at=_at(workshop))


def workshop_docx(actor: Actor, workshop: Workshop) -> bytes:
    return paper_docx(workshop_paper(actor, workshop), at=_at(workshop))


def file_name(workshop: Workshop, ending: str) -> str:
    return f"workshop-{_day(workshop).isoformat()}.{ending}"


@transaction.atomic
def send_workshop_minutes(actor: Actor, workshop_id: int) -> int:
    """Post the minutes to everyone at the table; how many letters were written. The caller sends once for a press.

    Only an organiser's: a supporter who leads sees less, and writes to nobody in the partnership's name. Raises
    NotEndedYet while the workshop goes on: what is not settled is in no letter.
    """
    workshop = Workshop.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=workshop_id)
    require(actor, Action.WORKSHOP_DECIDE, workshop.facts)
    if workshop.state == WorkshopState.OPEN:
        raise NotEndedYet(_("Workshopen pågår. Pausa eller avsluta den, och skicka sedan anteckningarna."))
    with translation.override("sv"):
        found = results(actor, workshop)
        paper = paper_of(found)
        attached = (file_name(workshop, "pdf"), PDF, paper_pdf(paper, at=_at(workshop)))
        seats = at_the_table(workshop.partnership_id)
        for seat in seats:
            _post_to(seat, found, paper, attached)
    log.record(actor, Action.WORKSHOP_DECIDE, workshop, deed="send-minutes", letters=len(seats))
    return len(seats)


def _post_to(seat: Membership, found: Results, paper: Paper, attached: tuple[str, str, bytes]) -> None:
    workshop = found.workshop
    where = reverse(
        "documents:workshop-minutes", kwargs={"slug": workshop.partnership.slug, "workshop_id": workshop.pk}
    )
    context: dict[str, Any] = {
        "title": paper.title,
        "from_name": workshop.partnership.name,
        "demo": workshop.partnership.is_demo,
        "language": "sv",
        "name": seat.user.first_name,
        "found": found,
        "mine": [_letter_row(m) for m in found.measures if m.owner_id == seat.pk],
        "measures": [_letter_row(m) for m in found.measures],
        "chosen": [g for s in found.steps for g in s.chosen],
        "url": settings.SITE_ADDRESS + where,
    }
    post(
        to=seat.user.email,
        subject=_subject(found, paper),
        text=render_to_string("documents/workshop_mail.txt", context),
        html=render_to_string("documents/workshop_mail.html", context),
        kind="workshop-minutes",
        partnership_id=workshop.partnership_id,
        from_name=workshop.partnership.name,
        attachments=[attached],
    )


def _subject(found: Results, paper: Paper) -> str:
    """Anteckningar från workshopen tisdag 8 december 2026: 3 mål, 5 åtgärder"""
    counts = [
        ngettext("%d mål", "%d mål", len(found.goals)) % len(found.goals),
        ngettext("%d åtgärd", "%d åtgärder", len(found.measures)) % len(found.measures),
    ]
    return f"{paper.title}: {', '.join(counts)}"


def _letter_row(row: GrownResult) -> dict[str, str]:
    return {"text": row.title, "owner": row.owner, "due": _short(row.due)}


def paper_of(found: Results) -> Paper:
    workshop = found.workshop
    blocks: list[Block] = []
    if workshop.state != WorkshopState.CLOSED:
        blocks.append(Text(_still_on(workshop), quiet=True))
    blocks += _what_grew(found)
    for step in found.steps:
        blocks += _step(step)
    if workshop.state == WorkshopState.CLOSED and found.left_over:
        rows = [Item(g.title, g.why or _("Hann inte tas upp på workshopen.")) for _s, g in found.left_over]
        blocks += [Heading(_("Tas upp på nästa möte")), Items(rows)]
    return Paper(
        title=_("Anteckningar från workshopen %(day)s") % {"day": full_day(_day(workshop))},
        author=workshop.partnership.name,
        facts=_facts(found),
        blocks=blocks,
        notice=_("Demo. Påhittade personer och siffror.") if workshop.partnership.is_demo else "",
    )


def _still_on(workshop: Workshop) -> str:
    if workshop.state == WorkshopState.PAUSED:
        return _("Workshopen är pausad till en annan dag. Här står det som är klart så långt.")
    return _("Workshopen pågår. Här står det som är klart så långt.")


def _facts(found: Results) -> list[tuple[str, str]]:
    workshop = found.workshop
    when = full_day(_day(workshop))
    if workshop.closed_at and (last := workshop.closed_at.astimezone(SWEDEN).date()) != _day(workshop):
        when = _("%(first)s till %(last)s") % {"first": when, "last": full_day(last)}
    room = ngettext("%d person", "%d personer", found.joined) % found.joined
    if found.remote:
        room = _("%(room)s, varav %(remote)s på distans") % {"room": room, "remote": found.remote}
    facts = [
        (_("Workshop"), workshop.title),
        (_("När"), when),
        (_("I rummet"), room),
        (_("Varifrån"), ", ".join(f"{name}{HARD}{count}" for name, count in found.balance)),
        (_("Läge"), str(WorkshopStates(workshop.state).label)),
        (_("Klara steg"), _("%(done)s av %(all)s") % {"done": len(found.steps), "all": LAST_STEP}),
        (_("Nästa möte"), found.next_meeting.removeprefix(_("Nästa möte: %(when)s") % {"when": ""})),
    ]
    return [(label, value) for label, value in facts if value]


def _what_grew(found: Results) -> list[Block]:
    blocks: list[Block] = []
    if found.vision:
        blocks += [Heading(_("Målbild")), Text(found.vision, own=True)]
        if found.horizon_year:
            blocks.append(Text(_("Till år %(year)s.") % {"year": found.horizon_year}, quiet=True))
    if found.goals:
        blocks += [Heading(_("Mål, uppdrag och delmål")), Items([i for g in found.goals for i in _tree(g, 0)])]
    if found.measures:
        rows = [[m.title, m.owner or _("ingen än"), _short(m.due) or _("ingen dag än")] for m in found.measures]
        heads = [_("Vad"), _("Vem"), _("Klart senast")]
        blocks += [Heading(_("Åtgärder")), Table(_("Åtgärder med ägare och dag"), heads, rows)]
        blocks.append(Text(_("Ägare och dag så som de stod %(day)s.") % {"day": full_day(clock.today())}, quiet=True))
    for heading, titles in (
        (_("Fungerar – följ"), [w.title for w in found.line_work]),
        (_("Lärdomar"), found.lessons),
        (_("Så följer vi upp"), found.routines),
    ):
        if titles:
            blocks += [Heading(heading), Items([Item(t) for t in titles])]
    return blocks


_KIND_WORDS = {"goal": "Mål", "assignment": "Uppdrag", "sub_goal": "Delmål"}  # the record is in Swedish


def _tree(row: GrownResult, level: int) -> list[Item]:
    """A goal with what stands under it; åtgärder have a table of their own."""
    if row.kind == "measure":
        return []
    notes = [
        _KIND_WORDS.get(row.kind, ""),
        _("leds av %(who)s") % {"who": row.lead} if row.lead else "",
        row.owner,
        _("klart senast %(day)s") % {"day": _short(row.due)} if row.due else "",
        ngettext("bygger på %d kort", "bygger på %d kort", row.cards) % row.cards if row.cards else "",
    ]
    here = [Item(row.title, ", ".join(filter(None, notes)), level)] if row.title else []
    return here + [i for child in row.children for i in _tree(child, level + bool(here))]


def _step(step: StepResult) -> list[Block]:
    blocks: list[Block] = [
        Heading(_("Steg %(n)s: %(name)s") % {"n": step.number, "name": step.name}),
        Text(step.question, own=True),
        Text(_took(step), quiet=True),
    ]
    if step.facts:
        blocks += [Heading(_("Det här visade lägesbilden"), 3), Items([_fact(f) for f in step.facts])]
    if step.causes:
        blocks += [Heading(_("Orsaker vi hade skrivit upp"), 3), Items([Item(c) for c in step.causes])]
    if step.groups:
        blocks.append(_groups(step))
    if step.criteria:
        blocks.append(Text(_("Det här vägde tyngst: %(criteria)s.") % {"criteria": ", ".join(step.criteria).lower()}))
    if step.chosen:
        blocks += [Heading(_("Beslut"), 3), Items([Item(g.title, _grounds(g)) for g in step.chosen])]
    if step.not_chosen:
        rows = [Item(g.title, g.why or _why_not(g)) for g in step.not_chosen]
        blocks += [Heading(_("Det vi inte prioriterade"), 3), Items(rows)]
    return blocks


def _took(step: StepResult) -> str:
    """12 kort, 9 personer röstade. Tid: 41 minuter, planerat 39."""
    said = ngettext("%d kort", "%d kort", step.cards) % step.cards
    if step.voters is not None:
        voted = ngettext("%d person röstade", "%d personer röstade", step.voters) % step.voters
        said = f"{said}, {voted}"
    if step.used:
        return _("%(what)s. Tid: %(used)s minuter, planerat %(planned)s.") % {
            "what": said,
            "used": step.used,
            "planned": step.planned,
        }
    return f"{said}."


def _fact(fact: dict[str, str]) -> Item:
    try:
        day = _short(dt.date.fromisoformat(fact.get("on", "")))
    except ValueError:
        day = fact.get("on", "")
    return Item(fact.get("text", ""), ", ".join(filter(None, (fact.get("source", "").rstrip("."), day))))


def _groups(step: StepResult) -> Table:
    heads = [_("Grupp"), _("Kort"), *([_("Röster")] if step.is_voted else [])]
    rows = [[g.title, str(len(g.cards)), *([_votes(g)] if step.is_voted else [])] for g in step.groups]
    name = _("Grupper i steg %(n)s") % {"n": step.number}
    return Table(name, heads, rows)


def _votes(group: GroupResult) -> str:
    """A tie is said as a tie: 5, delad plats 1."""
    if group.is_tie:
        return _("%(votes)s, delad plats %(place)s") % {"votes": group.votes, "place": group.place}
    return _("%(votes)s, plats %(place)s") % {"votes": group.votes, "place": group.place}


def _grounds(group: GroupResult) -> str:
    parts = [
        group.decision_word,
        _("Det som brister: %(parts)s") % {"parts": ", ".join(group.parts).lower()} if group.parts else "",
        _("Avgjorde: %(criteria)s") % {"criteria": ", ".join(group.criteria).lower()} if group.criteria else "",
        _("Varför: %(why)s") % {"why": group.why} if group.why else "",
        _("Lärdom: %(lesson)s") % {"lesson": group.lesson} if group.lesson else "",
        _("Leds av %(who)s") % {"who": group.lead} if group.lead else "",
    ]
    return " ".join(p if p.endswith((".", "!", "?")) else f"{p}." for p in parts if p)


def _why_not(group: GroupResult) -> str:
    return group.decision_word or _("Hann inte tas upp på workshopen.")


def _day(workshop: Workshop) -> dt.date:
    return workshop.started_at.astimezone(SWEDEN).date()


def _at(workshop: Workshop) -> dt.datetime:
    return workshop.closed_at or clock.now()


def _short(day: dt.date | None) -> str:
    """12 januari 2027: short enough for a table on a phone."""
    return full_day(day).partition(" ")[2] if day else ""
