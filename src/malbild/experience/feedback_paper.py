"""What was sent to the method support after a workshop, as one PDF to attach to a letter or keep on file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from malbild.experience.models import Feedback
from malbild.kit.clock import SWEDEN
from malbild.meetings.words import full_day
from malbild.ui.paper import Heading, Item, Items, Paper, Table, Text
from malbild.ui.paper.pdf import paper_pdf
from malbild.ui.paper.tree import Block


def feedback_pdf(feedback: Feedback) -> bytes:
    """The package of a sent feedback from a workshop."""
    package: dict[str, Any] = feedback.package or {}
    sent = feedback.sent_at or dt.datetime.now(dt.UTC)
    with translation.override("sv"):
        return paper_pdf(feedback_paper(feedback, package["workshop"], sent), at=sent)


def feedback_paper(feedback: Feedback, data: dict[str, Any], sent: dt.datetime) -> Paper:
    facts = [
        (_("Samverkan"), feedback.partnership.name),
        (_("Workshop"), f"{data['title']}, {full_day(dt.date.fromisoformat(data['day']))}"),
        (_("I rummet"), ngettext("%d person", "%d personer", data["joined"]) % data["joined"]),
        (_("Varifrån"), ", ".join(f"{kind} {count}" for kind, count in data["balance"])),
        (_("Skickad"), full_day(sent.astimezone(SWEDEN).date())),
    ]
    blocks: list[Block] = []
    for heading, text in (
        (_("Hälsning"), feedback.note),
        (_("Det här fungerade i metoden"), data["worked"]),
        (_("Frågor vi har kvar"), data["questions"]),
    ):
        if text:
            blocks += [Heading(heading), *(Text(line) for line in text.splitlines() if line.strip())]
    heads = [_("Steg"), _("Kort"), _("Planerat"), _("Använt")]
    rows = [
        [f"{s['number']}. {s['name']}", str(s["cards"]), _minutes(s["planned"]), _minutes(s["used"])]
        for s in data["steps"]
    ]
    blocks += [Heading(_("Stegen och tiden")), Table(_("Planerad och använd tid"), heads, rows)]
    if data["vision"]:
        blocks += [Heading(_("Målbild")), Text(data["vision"], own=True)]
    if data["goals"]:
        items = [i for g in data["goals"] for i in (Item(g["title"]), *(Item(a, level=1) for a in g["assignments"]))]
        blocks += [Heading(_("Mål och uppdrag")), Items(items)]
    for step in data["steps"]:
        blocks += _step(step)
    return Paper(
        title=_("Återkoppling till metodstödet"),
        author=feedback.partnership.name,
        facts=[(label, value) for label, value in facts if value],
        blocks=blocks,
        notice=_("Demo. Påhittade personer och siffror.") if feedback.partnership.is_demo else "",
    )


def _step(step: dict[str, Any]) -> list[Block]:
    if not step["decided"] and not step["left"]:
        return []
    blocks: list[Block] = [Heading(_("Steg %(n)s: %(name)s") % {"n": step["number"], "name": step["name"]})]
    if step["decided"]:
        rows = [
            Item(g["title"], " · ".join(filter(None, (g["decision"], ", ".join(g["criteria"]), g["why"], g["lesson"]))))
            for g in step["decided"]
        ]
        blocks += [Heading(_("Beslut"), 3), Items(rows)]
    if step["left"]:
        rows = [Item(g["title"], g["why"]) for g in step["left"]]
        blocks += [Heading(_("Det vi inte prioriterade"), 3), Items(rows)]
    return blocks


def _minutes(count: int) -> str:
    return _("%(n)s min") % {"n": count} if count else "–"
