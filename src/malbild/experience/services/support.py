"""Ask for method support, answer, and say what came of it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor, Area
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.audit import log
from malbild.experience.errors import NotOpen
from malbild.experience.models import SupportRequest, SupportStep
from malbild.experience.queries.threads import author_of
from malbild.experience.services.letters import tell_supporters
from malbild.experience.states import SUPPORTERS_DEEDS, TABLES_DEEDS, SupportDeed, SupportState, next_support_state
from malbild.kit import clock
from malbild.situation.services import born


@transaction.atomic
def request_support(
    actor: Actor, partnership_id: int, *, text: str, wanted_by: dt.date | None = None
) -> SupportRequest:
    """Ask the method support for help; shared with the table and the supporters at once."""
    require(actor, Action.SUPPORT_REQUEST, table_facts(actor, partnership_id, area=Area.SUPPORT))
    tell_supporters(actor, partnership_id)
    request = SupportRequest.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        text=text,
        wanted_by=wanted_by,
        asked_by=author_of(actor, partnership_id),
        asked_at=clock.now(),
        changed_at=clock.now(),
    )
    log.record(actor, Action.SUPPORT_REQUEST, request)
    return request


@transaction.atomic
def answer_support(actor: Actor, request_id: int, *, deed: SupportDeed, text: str = "") -> SupportRequest:
    """The supporter answers: says yes, is under way, waits for the partnership, or only writes."""
    request = _locked(actor, request_id)
    require(actor, Action.SUPPORT_ANSWER, request.facts)
    if deed not in SUPPORTERS_DEEDS:
        raise NotOpen(_("Det svaret är inte metodstödets. Inget har ändrats."))
    if deed == SupportDeed.ANSWER and not text.strip():
        raise NotOpen(_("Skriv ditt svar."))
    return _move(actor, request, deed, text, Action.SUPPORT_ANSWER)


@transaction.atomic
def settle_support(actor: Actor, request_id: int, *, deed: SupportDeed, text: str = "") -> SupportRequest:
    """The table says that it has come back, closes with what came of it, or opens again."""
    request = _locked(actor, request_id)
    require(actor, Action.SUPPORT_REQUEST, request.facts)
    if deed not in TABLES_DEEDS:
        raise NotOpen(_("Det kan bara metodstödet göra. Inget har ändrats."))
    if deed == SupportDeed.CLOSE:
        if not text.strip():
            raise NotOpen(_("Skriv vad det blev av stödet. En mening räcker."))
        request.outcome = text
    return _move(actor, request, deed, text, Action.SUPPORT_REQUEST)


def _move(actor: Actor, request: SupportRequest, deed: SupportDeed, text: str, action: Action) -> SupportRequest:
    before = SupportState(request.state)
    after = next_support_state(before, deed)
    if after is None:
        raise NotOpen(
            _("Begäran är %(state)s. Ladda om sidan och se vad som har hänt.")
            % {"state": request.get_state_display().lower()}
        )
    request.state, request.changed_at = after, clock.now()
    request.waits_for_supporter = deed in (SupportDeed.FEED_BACK, SupportDeed.REOPEN)
    request.save(update_fields=["state", "changed_at", "outcome", "waits_for_supporter"])
    SupportStep.objects.create(
        partnership_id=request.partnership_id,
        party_id=request.party_id,
        reach=request.reach,
        request=request,
        deed=deed,
        text=text,
        by=author_of(actor, request.partnership_id),
        at=clock.now(),
    )
    log.record(actor, action, request, deed=deed.value, state=after.value)
    return request


def _locked(actor: Actor, request_id: int) -> SupportRequest:
    return SupportRequest.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=request_id)
