"""How often, whether it works, and calling instead."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from malbild.access.actor import Actor
from malbild.access.errors import Hidden
from malbild.access.policy import Action, Reach, require, table_facts
from malbild.accounts.models import User
from malbild.audit import log
from malbild.kit import clock
from malbild.momentum.errors import AskedTooOften
from malbild.momentum.letters import write
from malbild.momentum.models import Call, MailSetting
from malbild.momentum.queries import mail_setting
from malbild.momentum.rules import Rhythm
from malbild.momentum.seats import people_at, seated_users
from malbild.momentum.services.links import Visit, new_token, open_link
from malbild.momentum.table import table_of
from malbild.outbox.models import Letter
from malbild.outbox.queries import failed_letters
from malbild.outbox.services import post, reach_again, send_letter, try_again
from malbild.partnerships.models import Membership, Partnership
from malbild.situation.services import born

TEST_EVERY = dt.timedelta(minutes=1)


@transaction.atomic
def set_mail(actor: Actor, partnership_id: int, *, rhythm: str, weekday: int) -> MailSetting:
    """Choose how often one's own mail comes. Choosing is also a sign of life: resting mails begin again."""
    require(actor, Action.DIGEST_SET, table_facts(actor, partnership_id))
    chosen = {"rhythm": Rhythm(rhythm), "weekday": weekday, "changed_at": clock.now()}
    setting, _made = MailSetting.objects.update_or_create(
        partnership_id=partnership_id,
        user_id=actor.user_id or 0,
        defaults=chosen,
        create_defaults={**born(actor, partnership_id, Reach.PARTNERSHIP), **chosen},
    )
    log.record(actor, Action.DIGEST_SET, setting, rhythm=rhythm)
    return setting


@transaction.atomic
def unsubscribe(visit: Visit) -> bool:
    """No more automatic mail from this partnership; by any link that was ever theirs, and as often as it is sent.

    False when nothing was changed: no seat, a link that came to the wrong person, or mails that have stopped already.
    """
    if visit.person is None or visit.is_reported:
        return False
    setting = mail_setting(visit.link.partnership_id, visit.person.user.pk)
    if setting.rhythm == Rhythm.NONE:
        return False
    set_mail(visit.person.actor, visit.link.partnership_id, rhythm=Rhythm.NONE, weekday=setting.weekday)
    return True


@transaction.atomic
def note_call(actor: Actor, partnership_id: int, user_id: int) -> Call:
    """The organiser has called: the person's mails begin again. A second tap within the hour is the same call."""
    require(actor, Action.MAIL_WATCH, table_facts(actor, partnership_id))
    if user_id not in {p.user.pk for p in people_at(partnership_id, on=clock.today())}:
        raise Hidden
    recent = Call.objects.visible_to(actor).filter(user_id=user_id, at__gt=clock.now() - dt.timedelta(hours=1))
    if (standing := recent.first()) is not None:
        return standing
    called = Call.objects.create(
        **born(actor, partnership_id, Reach.PARTNERSHIP),
        user=User.objects.get(pk=user_id),
        by=Membership.objects.filter(pk=actor.membership_in(partnership_id) or 0).first(),
        at=clock.now(),
    )
    log.record(actor, Action.MAIL_WATCH, called, deed="call")
    return called


@transaction.atomic
def send_test(actor: Actor, partnership: Partnership) -> Letter:
    """A test letter to oneself, tried at once. Raises AskedTooOften for a second within a minute."""
    require(actor, Action.MAIL_WATCH, table_facts(actor, partnership.pk))
    me = User.objects.select_for_update(of=("self",)).get(pk=actor.user_id or 0)
    latest = Letter.objects.of(partnership.pk).filter(kind="test", to=me.email)
    if latest.filter(created_at__gt=clock.now() - TEST_EVERY).exists():
        raise AskedTooOften(_("Vi skickade ett prov nyss. Vänta en minut innan du provar igen."))
    letter = post(
        to=me.email,
        subject=_("Prov från Målbild"),
        text=_("Hej %(name)s!\n\nDet här är ett prov. När du läser det fungerar mejlen från %(place)s.")
        % {"name": me.first_name, "place": partnership.name},
        kind="test",
        partnership_id=partnership.pk,
        from_name=partnership.name,
        good_for=dt.timedelta(hours=1),
    )
    log.record(actor, Action.MAIL_WATCH, letter, deed="test")
    transaction.on_commit(lambda: send_letter(letter.pk))
    return letter


@transaction.atomic
def send_own_now(actor: Actor, partnership: Partnership) -> Letter | None:
    """The person's own digest as it would look today, because they asked; None when nothing waits.

    It does not count against the weekly mail and is not a digest that somebody leaves unanswered.
    """
    require(actor, Action.DIGEST_SET, table_facts(actor, partnership.pk))
    me = User.objects.select_for_update(of=("self",)).get(pk=actor.user_id or 0)
    latest = Letter.objects.of(partnership.pk).filter(kind="preview", to=me.email)
    if latest.filter(created_at__gt=clock.now() - TEST_EVERY).exists():
        raise AskedTooOften(_("Vi skickade ditt mejl nyss. Titta i inkorgen."))
    table = table_of(partnership, at=clock.now())
    person = next((p for p in table.people if p.user.pk == me.pk), None)
    if person is None:
        return None
    brief = table.brief(person, since=table.on)
    if not (brief.items or brief.help or brief.calls or brief.lines or brief.turned_down):
        return None
    token = new_token(partnership.pk)
    with override(me.language):
        written = write(table, brief, token)
    lines = [w.pk for w in brief.lines]
    items = [i.measure.pk for i in brief.items]
    open_link(person.membership, token, items, at=table.at, line_ids=lines, asked_for=True, takes_replies=True)
    letter = post(
        to=me.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        kind="preview",
        partnership_id=partnership.pk,
        from_name=partnership.name,
        headers=written.headers,
        holds_key=True,
    )
    transaction.on_commit(lambda: send_letter(letter.pk))
    return letter


@transaction.atomic
def hand_over_again(actor: Actor, partnership_id: int, letter_id: int) -> bool:
    """Try a failed letter of one's own partnership once more. Raises Hidden for any other letter."""
    require(actor, Action.MAIL_WATCH, table_facts(actor, partnership_id))
    if not failed_letters(partnership_id).filter(pk=letter_id).exists():
        raise Hidden
    log.record(actor, Action.MAIL_WATCH, Partnership.objects.get(pk=partnership_id), deed="again")
    return try_again(letter_id)


@transaction.atomic
def write_again(actor: Actor, partnership_id: int, user_id: int) -> bool:
    """The organiser says that the person's address takes mail after all. Twice changes nothing.

    Raises Hidden for somebody without a seat here.
    """
    require(actor, Action.MAIL_WATCH, table_facts(actor, partnership_id))
    user = next((u for u in seated_users(partnership_id, on=clock.today()) if u.pk == user_id), None)
    if user is None:
        raise Hidden
    if not reach_again(user.email):
        return False
    log.record(actor, Action.MAIL_WATCH, Partnership.objects.get(pk=partnership_id), deed="address", user=user_id)
    return True
