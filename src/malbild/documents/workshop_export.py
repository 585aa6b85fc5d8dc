"""A workshop as JSON and as a workbook: what its minutes say, with every card of the rounds that are over.

docs/workshop-export.md says what the fields mean; workshop.schema.json is what a reader can hold a file against.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.kit import clock, guard
from malbild.kit.clock import SWEDEN
from malbild.workshops.models import Workshop
from malbild.workshops.queries.results import CardResult, GroupResult, GrownResult, Results, StepResult, results

FORMAT: Final = "malbild.workshop"
VERSION: Final = 1
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MOST_SIGNS: Final = 32_000  # a cell of a workbook holds 32 767


def workshop_json(actor: Actor, workshop: Workshop) -> bytes:
    with translation.override("sv"):
        data = workshop_data(results(actor, workshop))
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def workshop_data(found: Results) -> dict[str, Any]:
    """The export as plain data; ids of our own tables are not in it."""
    workshop = found.workshop
    data = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now().astimezone(SWEDEN).isoformat(timespec="seconds"),
        "is_demo": workshop.partnership.is_demo,
        "workshop": {
            "partnership": workshop.partnership.name,
            "title": workshop.title,
            "started_on": workshop.started_at.astimezone(SWEDEN).date().isoformat(),
            "closed_on": workshop.closed_at.astimezone(SWEDEN).date().isoformat() if workshop.closed_at else None,
            "state": str(workshop.state),
            "joined": found.joined,
            "remote": found.remote,
            "balance": [{"kind": kind, "count": count} for kind, count in found.balance],
        },
        "steps": [_step(s) for s in found.steps],
        "plan": {
            "vision": found.vision or None,
            "horizon_year": found.horizon_year,
            "goals": [_grown(g) for g in found.goals],
            "line_work": [_grown(g) for g in found.line_work],
            "lessons": found.lessons,
            "routines": found.routines,
            "next_meeting": found.next_meeting or None,
        },
        "left_over": [{"step": s.number, "title": g.title, "why": g.why} for s, g in found.left_over],
        "cards_left_out": found.cards_left_out,
    }
    return dict(_known(data))


def _known(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is not known has no key: a result that was never shown is not nought."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield key, dict(_known(value))
        elif isinstance(value, list):
            yield key, [dict(_known(x)) if isinstance(x, dict) else x for x in value]
        elif value is not None:
            yield key, value


def _step(step: StepResult) -> dict[str, Any]:
    return {
        "number": step.number,
        "name": step.name,
        "question": step.question,
        "facts": [
            {"text": f.get("text", ""), "source": f.get("source", ""), "on": f.get("on", "")} for f in step.facts
        ],
        "causes": step.causes,
        "criteria": step.criteria,
        "voters": step.voters,
        "planned_minutes": step.planned,
        "used_minutes": step.used,
        "groups": [_group(g) for g in step.groups],
        "ungrouped": [_card(c) for c in step.loose],
    }


def _group(group: GroupResult) -> dict[str, Any]:
    return {
        "title": group.title,
        "decision": group.decision.value or "open",
        "decision_text": group.decision_word,
        "why": group.why,
        "criteria": group.criteria,
        "parts": group.parts,
        "lesson": group.lesson,
        "lead": group.lead,
        "votes": group.votes,
        "place": group.place,
        "is_tie": group.is_tie,
        "is_carried": group.is_carried,
        "cards": [_card(c) for c in group.cards],
    }


def _card(card: CardResult) -> dict[str, str]:
    return {"text": card.text, "sort": card.sort}


def _grown(row: GrownResult) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "title": row.title,
        "cards": row.cards,
        "owner": row.owner,
        "due": row.due.isoformat() if row.due else None,
        "state": row.state,
        "lead": row.lead,
        "children": [_grown(c) for c in row.children],
    }


def workshop_xlsx(actor: Actor, workshop: Workshop) -> bytes:
    """The sheets Kort, Grupper, Beslut and Plan, written row by row. No text can be read as a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - slow, and every start would pay for it

    with translation.override("sv"):
        found = results(actor, workshop)
        book = Workbook(write_only=True)
        book.properties.title = workshop.title
        book.properties.creator = workshop.partnership.name
        _sheet(book, _("Kort"), [_("Steg"), _("Kort"), _("Om"), _("Grupp")], _card_rows(found), (8, 70, 22, 40))
        heads = [_("Steg"), _("Grupp"), _("Kort"), _("Röster"), _("Plats"), _("Delad plats")]
        _sheet(book, _("Grupper"), heads, _group_rows(found), (8, 50, 8, 8, 8, 12))
        heads = [_("Steg"), _("Grupp"), _("Beslut"), _("Varför"), _("Avgjorde"), _("Det som brister"), _("Lärdom")]
        _sheet(book, _("Beslut"), heads, _decision_rows(found), (8, 50, 28, 50, 30, 30, 40))
        heads = [_("Vad"), _("Rubrik"), _("Under"), _("Leds av"), _("Vem"), _("Klart senast"), _("Läge"), _("Kort")]
        _sheet(book, _("Plan"), heads, _plan_rows(found), (14, 60, 50, 26, 24, 14, 16, 8))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Iterator[Sequence[Any]], widths: Sequence[int]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415 - as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for n, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(n)].width = width
    bold = Font(bold=True)
    sheet.append([_cell(sheet, head, font=bold) for head in heads])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])


def _cell(sheet: Any, value: Any, font: Any = None) -> Any:
    """Text is stored as text, and what looks like a formula is marked so that it stays one when edited."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - as above

    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    text = ILLEGAL_CHARACTERS_RE.sub("", guard.clean(value))[:_MOST_SIGNS]
    cell: Any = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    if text.startswith(_FORMULA):
        cell.quotePrefix = True
    if font is not None:
        cell.font = font
    return cell


def _card_rows(found: Results) -> Iterator[Sequence[Any]]:
    for step in found.steps:
        for group in step.groups:
            yield from ((step.number, c.text, c.sort, group.title) for c in group.cards)
        yield from ((step.number, c.text, c.sort, "") for c in step.loose)


def _group_rows(found: Results) -> Iterator[Sequence[Any]]:
    for step in found.steps:
        for g in step.groups:
            yield step.number, g.title, len(g.cards), g.votes, g.place, _("ja") if g.is_tie else ""


def _decision_rows(found: Results) -> Iterator[Sequence[Any]]:
    for step in found.steps:
        for g in step.groups:
            decided = g.decision_word or _("Hann inte tas upp på workshopen.")
            yield step.number, g.title, decided, g.why, ", ".join(g.criteria), ", ".join(g.parts), g.lesson


def _plan_rows(found: Results) -> Iterator[Sequence[Any]]:
    if found.vision:
        yield _("Målbild"), found.vision, "", "", "", str(found.horizon_year or ""), "", None
    for goal in found.goals:
        yield from _grown_rows(goal, "")
    for work in found.line_work:
        yield _("Följs"), work.title, "", work.lead, "", "", "", work.cards
    for kind, titles in ((_("Lärdom"), found.lessons), (_("Rutin"), found.routines)):
        yield from ((kind, title, "", "", "", "", "", None) for title in titles)


def _grown_rows(row: GrownResult, above: str) -> Iterator[Sequence[Any]]:
    kinds = {"goal": _("Mål"), "assignment": _("Uppdrag"), "sub_goal": _("Delmål"), "measure": _("Åtgärd")}
    due = row.due.isoformat() if row.due else ""
    if row.title:
        yield kinds.get(row.kind, row.kind), row.title, above, row.lead, row.owner, due, row.state, row.cards
    for child in row.children:
        yield from _grown_rows(child, row.title)
