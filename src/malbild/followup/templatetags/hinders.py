"""The way to the hinder register from the pages where it has its place: the steering group's start and the agenda."""

from __future__ import annotations

from typing import Any

from django import template

from malbild.access.actor import Area
from malbild.access.policy import Action, may, table_facts
from malbild.followup.queries import largest
from malbild.kit import clock

register = template.Library()


@register.inclusion_tag("followup/hinder_link.html", takes_context=True)
def hinder_link(context: dict[str, Any]) -> dict[str, Any]:
    """`{% load hinders %}{% hinder_link %}`: a link for those who may read the register. No query."""
    request = context["request"]
    facts = table_facts(request.actor, request.partnership.pk, area=Area.INTERNAL)
    return {"request": request, "here": context.get("here"), "may_read": may(request.actor, Action.HINDER_VIEW, facts)}


@register.inclusion_tag("followup/hinder_start.html", takes_context=True)
def hinder_start(context: dict[str, Any]) -> dict[str, Any]:
    """`{% load hinders %}{% hinder_start %}`: the largest hinders on the start page of those who come after the group.

    Nothing for others, who have the list of what stands still. One query.
    """
    request = context["request"]
    facts = table_facts(request.actor, request.partnership.pk, area=Area.INTERNAL)
    leads = may(request.actor, Action.HINDER_ACT, facts) and not may(request.actor, Action.STUCK_VIEW, facts)
    found = largest(request.partnership.pk, on=clock.today()) if leads else []
    return {"request": request, "here": context.get("here"), "hinders": found}
