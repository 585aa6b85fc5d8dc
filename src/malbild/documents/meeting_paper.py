"""A meeting's frozen minutes as a paper, in the order of its PDF."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from malbild.kit.clock import SWEDEN
from malbild.meetings.queries import Record
from malbild.meetings.words import full_day
from malbild.ui.paper import Heading, Item, Items, Paper, Table, Text
from malbild.ui.paper.tree import Block


def approved_text(record: Record) -> str:
    """Who approves, and on which day: Anna Ek 9 december 2026, Bo Lind (har inte godkänt än)."""
    said = []
    for row in record.approvals:
        day = full_day(row.approved_at.astimezone(SWEDEN).date()).partition(" ")[2] if row.approved_at else ""
        said.append(f"{row.membership.user.name} {day or _('(har inte godkänt än)')}")
    return ", ".join(said)


def inside_notice(record: Record) -> str:
    return _("Bara för oss. Får inte delas utanför samverkan.") if record.is_whole else ""


def meeting_paper(record: Record) -> Paper:
    data, corrections = record.data, record.corrections
    demo = _("Demo. Påhittade personer och siffror.") if record.minutes.partnership.is_demo else ""
    facts = [
        (_("När"), data["when"]),
        (_("Var"), data["place"]),
        (_("Grupp"), data["group"]),
        (_("Nästa möte"), data["next_meeting"]),
        (_("Justering"), approved_text(record)),
    ]
    blocks: list[Block] = []
    if corrections:
        rows = [Item(c.text, full_day(c.at.astimezone(SWEDEN).date())) for c in corrections]
        blocks += [Heading(_("Rättelser")), Items(rows)]
    blocks += [*_decisions(data), *_measures(data), *_promised(data), *_points(data)]
    if data["next_time"]:
        blocks += [Heading(_("Tas upp nästa gång")), Items([Item(n["text"], n["reason"]) for n in data["next_time"]])]
    return Paper(
        title=data["title"],
        author=data["partnership"],
        facts=[(label, value) for label, value in facts if value],
        blocks=[*blocks, *_present(data)],
        notice=" ".join(filter(None, (inside_notice(record), demo))),
    )


def _decisions(data: dict[str, Any]) -> list[Block]:
    rows = [
        Item(b["text"], _("Beslutat av: %(who)s") % {"who": b["body"]} if b["body"] else "") for b in data["decisions"]
    ]
    return [Heading(_("Beslut")), Items(rows) if rows else Text(_("Inga beslut på det här mötet."))]


def _measures(data: dict[str, Any]) -> list[Block]:
    rows = [[m["text"], m["owner"] or _("ingen än"), m["due"] or _("ingen dag än")] for m in data["measures"]]
    heads = [_("Vad"), _("Vem"), _("Klart senast")]
    table = Table(_("Nya åtgärder"), heads, rows)
    return [Heading(_("Nya åtgärder")), table if rows else Text(_("Inga nya åtgärder."))]


def _promised(data: dict[str, Any]) -> list[Block]:
    if not data["answers"] and not data["done"]:
        return []
    rows = [
        Item(f"{a['text']}: {', '.join(filter(None, (a['owner'], a['answer'].lower())))}", a["note"])
        for a in data["answers"]
    ]
    blocks: list[Block] = [Heading(_("Det vi lovade")), Items(rows)]
    if data["done"]:
        blocks += [Heading(_("Klart sedan sist"), 3), Items([Item(t) for t in data["done"]])]
    return blocks


def _points(data: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [Heading(_("Punkt för punkt"))]
    for point in data["points"]:
        said = [*point["settled"], *point["notes"], *point.get("inside", ())]
        nothing = _("Ingen anteckning.") if point["is_handled"] else _("Togs inte upp.")
        blocks.append(Heading(f"{point['number']}. {point['title']}", 3))
        blocks += [Text(t) for t in said] or [Text(nothing, quiet=True)]
    return blocks


def _present(data: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [Heading(_("Närvarande")), Items([Item(n) for n in data["present"]])]
    if data["others"]:
        blocks.append(Text(_("Även: %(who)s") % {"who": data["others"]}))
    if not data["present"] and not data["others"]:
        blocks.append(Text(_("Ingen avprickad.")))
    return blocks
