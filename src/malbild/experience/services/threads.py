"""Ask the sounding board, answer, and say that it is solved."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Reach, is_visitor, require
from malbild.audit import log
from malbild.experience import targets
from malbild.experience.errors import NotOpen
from malbild.experience.models import Thread, ThreadPost
from malbild.experience.queries.threads import author_of, threads
from malbild.experience.services.letters import tell_supporters
from malbild.kit import clock
from malbild.situation.services import born


@transaction.atomic
def ask(actor: Actor, partnership_id: int, *, kind: str, target_id: int, question: str) -> Thread:
    """Ask about one thing; how it looks now is kept. The question is shared with the table and the supporters.

    Raises Hidden or DoesNotExist when the thing is out of sight, NotShared when it is one party's draft.
    """
    target = targets.find(actor, kind, target_id)
    facts = targets.facts_of(actor, partnership_id, target)
    if facts.partnership_id != partnership_id:
        raise Hidden
    require(actor, Action.THREAD_ASK, facts)
    snapshot = targets.snapshot(kind, partnership_id, target)
    now = clock.now()
    tell_supporters(actor, partnership_id)
    thread = Thread.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        kind=kind,
        target_id=target_id,
        question=question,
        snapshot=snapshot,
        asked_by=author_of(actor, partnership_id),
        asked_at=now,
        said_at=now,
        waits_since=now,
    )
    log.record(actor, Action.THREAD_ASK, thread, kind=kind, about=target_id)
    return thread


@transaction.atomic
def post(actor: Actor, thread_id: int, *, text: str) -> ThreadPost:
    """Say something in the thread; what a supporter says is a comment and moves nothing in the plan."""
    thread = _locked(actor, thread_id)
    require(actor, Action.THREAD_POST, thread.facts)
    if thread.closed_at:
        raise NotOpen(_("Frågan är löst. Öppna den igen, eller ställ en ny fråga."))
    now, by_visitor = clock.now(), is_visitor(actor, thread.partnership_id)
    said = ThreadPost.objects.create(
        partnership_id=thread.partnership_id,
        party_id=thread.party_id,
        reach=thread.reach,
        thread=thread,
        text=text,
        by=author_of(actor, thread.partnership_id),
        at=now,
    )
    if by_visitor:
        thread.waits_for_supporter, thread.waits_since = False, None
    elif not thread.waits_for_supporter:
        tell_supporters(actor, thread.partnership_id)
        thread.waits_for_supporter, thread.waits_since = True, now
    thread.said_at = now
    thread.save(update_fields=["said_at", "waits_for_supporter", "waits_since"])
    log.record(actor, Action.THREAD_POST, thread, post=said.pk)
    return said


@transaction.atomic
def close_thread(actor: Actor, thread_id: int) -> Thread:
    """Löst. Closing twice changes nothing."""
    thread = _locked(actor, thread_id)
    require(actor, Action.THREAD_CLOSE, thread.facts)
    if thread.closed_at is None:
        thread.closed_at = clock.now()
        thread.save(update_fields=["closed_at"])
        log.record(actor, Action.THREAD_CLOSE, thread)
    return thread


@transaction.atomic
def reopen_thread(actor: Actor, thread_id: int) -> Thread:
    thread = _locked(actor, thread_id)
    require(actor, Action.THREAD_CLOSE, thread.facts)
    if thread.closed_at is not None:
        thread.closed_at = None
        thread.save(update_fields=["closed_at"])
        log.record(actor, Action.THREAD_CLOSE, thread, open=True)
    return thread


def _locked(actor: Actor, thread_id: int) -> Thread:
    return threads(actor).select_for_update(of=("self",)).get(pk=thread_id)
