"""What a goal or an uppdrag is measured by, on its own page."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.access.policy import Reach
from malbild.followup.models import Target
from malbild.followup.targets.queries import measured
from malbild.goals.models import Assignment, OverarchingGoal
from malbild.ui.place import place

register = template.Library()


@register.inclusion_tag("followup/targets/target.html", takes_context=True)
def target_of(context: dict[str, Any], row: OverarchingGoal | Assignment) -> dict[str, Any]:
    """`{% load targets %}{% target_of goal %}`; nothing on a draft of one's own. One query. Asks `may_edit`."""
    request = context["request"]
    thing = "goal" if isinstance(row, OverarchingGoal) else "assignment"
    found = measured(Target.objects.visible_to(request.actor).filter(**{thing: row})).get((thing, row.pk))
    may_edit, key = bool(context.get("may_edit")), {f"{thing}_id": row.pk}
    return {
        "row": found,
        "is_shown": row.reach != Reach.OWN_PARTY and (found is not None or may_edit),
        "may_edit": may_edit,
        "edit_url": place(request, f"followup:target-{thing}", **key) if may_edit else "",
        "drop_url": place(request, f"followup:drop-target-{thing}", **key) if may_edit else "",
        "here": context.get("here"),
        "request": request,
        "csrf_token": context.get("csrf_token"),
    }
