"""A reply to a mail is taken as answers, or handed whole to the coordinator; it is never lost and never guessed.

A sender's name proves nothing. A reply counts when it came to the secret address of one letter, from the person that
the letter went to, and a server that the installation trusts does not say otherwise; then it does what one tap in the
letter would have done. Nothing is ever sent back: what we made of it stands on the person's pages and in the next mail.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import re

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q

from malbild.access.actor import Actor
from malbild.access.errors import Forbidden, Hidden
from malbild.access.policy import Action, require, table_facts
from malbild.access.scope import scope_for
from malbild.audit import log
from malbild.goals.models import Measure, MeasureAnswer
from malbild.goals.states import Answer, MeasureState
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.kit.guard import has_personal_number
from malbild.momentum.models import Doubts, MailLink, MailReply, Outcomes
from malbild.momentum.queries import ANSWERABLE
from malbild.momentum.replies.own_words import OwnWords, own_words
from malbild.momentum.replies.understand import Asked, Given, Kind, understand
from malbild.momentum.rules import asks_what_now
from malbild.momentum.seats import answerer, door, first_organiser, people_at, person_of, seated_users, wall_of
from malbild.momentum.services import give_answer, hash_of
from malbild.outbox.envelope import Envelope, envelope
from malbild.outbox.events import AddressAnswered, LetterAnswered
from malbild.outbox.message import key_of
from malbild.outbox.models import Letter
from malbild.outbox.returns import calendar_reply
from malbild.partnerships.models import Membership

A_LETTER, A_DAY = 10, 100
"""So many replies to a letter, and unproven ones in a partnership and day, are kept; the rest are counted."""
_ASKING = ("digest", "preview")
_ADDRESSES = 3
_LINK = re.compile(r"https?://\S+", re.I)
_KEY = re.compile(r"\S*[1-9][0-9]{0,8}-[a-z2-7]{32}\S*", re.I)
_log = logging.getLogger("malbild.momentum")


class _Doubt(Exception):
    def __init__(self, code: Doubts) -> None:
        super().__init__(code)
        self.code = code


def letter_answered(event: LetterAnswered) -> None:
    take(event.raw, letter_id=event.letter_id)


def address_answered(event: AddressAnswered) -> None:
    take(event.raw)


def take(raw: bytes, *, letter_id: int | None = None) -> MailReply | None:
    """Take in one message; the same one again changes nothing more. None for what is nobody's here to read."""
    if calendar_reply(raw):
        return None
    told = envelope(raw, template=settings.REPLY_ADDRESS, trusted=settings.TRUSTED_AUTH)
    letter = Letter.objects.filter(pk=letter_id or 0, partnership_id__isnull=False).first()
    for key in told.keys[:_ADDRESSES]:
        partnership_id = int(key.partition("-")[0])
        with scope_for(door(partnership_id), partnership_id):
            links = MailLink.objects.select_related("membership__user", "membership__partnership")
            if link := links.filter(reply_hash=hash_of(key)).first():
                return _take(raw, told, link.membership, link=link)
    if letter is None or letter.partnership_id is None:
        _log.info("a reply comes to no address of ours and about no partnership's letter")
        return None
    with scope_for(door(letter.partnership_id), letter.partnership_id):
        seat = _seat_of(letter)
        return _take(raw, told, seat, letter=letter) if seat else None


@transaction.atomic
def _take(
    raw: bytes, told: Envelope, seat: Membership, *, link: MailLink | None = None, letter: Letter | None = None
) -> MailReply | None:
    # On the person's own row, so that two who read the mailbox at once take a message once.
    Membership.objects.select_for_update(of=("self",)).get(pk=seat.pk)
    words = own_words(raw)
    if is_stopped := has_personal_number(f"{told.subject}\n{words.text}\n{words.signature}"):
        words = OwnWords(attachments=words.attachments)  # from here on nobody has seen it
    reply = MailReply(
        **wall_of(seat),
        membership=seat,
        link=link,
        letter=letter,
        attachments=min(words.attachments, 99),
        at=clock.now(),
    )
    _know_again(reply, told, words)
    if MailReply.objects.filter(Q(message_key=reply.message_key) | Q(content_key=reply.content_key)).exists():
        return None
    try:
        if is_stopped:
            reply.outcome, reply.doubt = Outcomes.STOPPED, Doubts.UNKNOWN_SENDER
            if link is not None:
                _proven(told, link)
                reply.doubt = Doubts.NONE
        else:
            reply.answers = _answers(told, words, link, letter)
            reply.outcome = Outcomes.UNDERSTOOD
    except _Doubt as doubt:
        reply.outcome, reply.doubt = Outcomes.STOPPED if is_stopped else Outcomes.WAITS, doubt.code
        reply.text = "" if is_stopped else _without_keys(words.text or told.subject)
    if link is not None and reply.doubt not in (Doubts.UNKNOWN_SENDER, Doubts.CLOSED):
        MailLink.objects.filter(pk=link.pk).update(used_at=reply.at)  # a sign of life, whatever it says
    return _kept(reply)


def _know_again(reply: MailReply, told: Envelope, words: OwnWords) -> None:
    """By its name, and by what it says and when: a message sent again under a new name is the same message."""
    about = f"link {reply.link_id}" if reply.link_id else f"letter {reply.letter_id}"
    content = f"{about}|{told.sender.lower()}|{told.sent_at}|{words.text}"
    reply.content_key = hashlib.sha256(content.encode()).hexdigest()
    name = f"{about}|{told.sender.lower()}|{told.message_id}" if told.message_id else content
    reply.message_key = hashlib.sha256(f"name|{name}".encode()).hexdigest()


def _kept(reply: MailReply) -> MailReply | None:
    """Save it, or only count it where there are too many already for anybody to read."""
    if (full := _full(reply)) is not None:
        MailReply.objects.filter(pk=full.pk).update(more=F("more") + 1)
        return None
    reply.save()
    _log.info("a reply to a mail: %s %s", reply.outcome, reply.doubt)
    return reply


def _full(reply: MailReply) -> MailReply | None:
    """The last one kept, where no more are."""
    if reply.outcome == Outcomes.UNDERSTOOD:
        return None
    rows = MailReply.objects.exclude(outcome=Outcomes.UNDERSTOOD)
    same = rows.filter(link_id=reply.link_id) if reply.link_id else rows.filter(link=None, letter=reply.letter)
    if same.count() >= A_LETTER:
        return same.first()
    today = rows.filter(doubt__in=(Doubts.UNKNOWN_SENDER, Doubts.OTHER_LETTER), at__gt=reply.at - dt.timedelta(days=1))
    is_proven = reply.doubt not in (Doubts.UNKNOWN_SENDER, Doubts.OTHER_LETTER)
    return None if is_proven or today.count() < A_DAY else today.first()


def _without_keys(text: str) -> str:
    """Nothing that opens something: a letter's links are its reader's own, also when they are quoted."""
    return _KEY.sub("[adress]", _LINK.sub("[länk]", text))


def _seat_of(letter: Letter) -> Membership | None:
    """Whose letter it was, else the coordinator: somebody here is to read what was written."""
    pid, on = letter.partnership_id or 0, clock.today()
    to = next((u for u in seated_users(pid, on=on) if key_of(u.email) == key_of(letter.to)), None)
    mine = Membership.objects.filter(partnership_id=pid, party__isnull=False).active(on)
    seat = mine.filter(user=to).select_related("user").order_by("pk").first() if to else None
    if seat is None and (organiser := first_organiser(people_at(pid, on=on))):
        seat = organiser.membership
    return seat


# --- what it says ---------------------------------------------------------------


def _answers(told: Envelope, words: OwnWords, link: MailLink | None, letter: Letter | None) -> list[dict[str, object]]:
    """Give the answers, all of them or none. Raises _Doubt for whatever a person should look at."""
    if link is None:
        raise _Doubt(Doubts.UNKNOWN_SENDER if letter is None or letter.kind in _ASKING else Doubts.OTHER_LETTER)
    name = _proven(told, link)
    try:
        with transaction.atomic():
            return _understood(told, words, link, name)
    except (Refusal, Forbidden, Hidden, Measure.DoesNotExist):
        raise _Doubt(Doubts.CHANGED) from None
    except (_Doubt, DatabaseError):
        raise
    except Exception:
        # A fault of ours must neither lose a reply nor stop the reading of all the others behind it.
        _log.exception("a reply to the mail of link %s could not be taken", link.pk)
        raise _Doubt(Doubts.UNCLEAR) from None


def _proven(told: Envelope, link: MailLink) -> str:
    """The name of the person whose letter it was, if it is they who write and they still may answer."""
    if told.is_refused or key_of(told.sender) != key_of(link.membership.user.email):
        raise _Doubt(Doubts.UNKNOWN_SENDER)
    person = person_of(link.membership, on=clock.today())
    if person is None or link.reported_at is not None or link.is_expired(clock.now()):
        raise _Doubt(Doubts.CLOSED)
    return str(person.user.name)


def _understood(told: Envelope, words: OwnWords, link: MailLink, name: str) -> list[dict[str, object]]:
    measures = {m.pk: m for m in Measure.objects.filter(pk__in=link.items).select_related("owner")}
    asked = [_asked(pk, measures.get(pk)) for pk in link.items]
    found = understand(words, asked, on=clock.today(), name=name)
    if not found:
        raise _Doubt(Doubts.UNCLEAR)
    return [_give(told, link, measures.get(one.pk), one) for one in found]


def _asked(pk: int, measure: Measure | None) -> Asked:
    """An åtgärd that is gone keeps its number and has no name."""
    if measure is None:
        return Asked(pk, "")
    return Asked(pk, measure.title, measure.state == MeasureState.ASKED)


def _give(told: Envelope, link: MailLink, measure: Measure | None, one: Given) -> dict[str, object]:
    if measure is None or measure.owner is None or measure.owner.user_id != link.membership.user_id:
        raise _Doubt(Doubts.CHANGED)
    if not (measure.state == MeasureState.DONE and one.answer == Answer.DONE):  # said by a tap meanwhile
        _must_be_as_in_the_letter(told, link, measure)
        if one.answer == Kind.NEW_DATE and asks_what_now(measure.new_dates):
            raise _Doubt(Doubts.THIRD_DAY)
        actor = answerer(link.membership, frozenset({one.pk}))
        give_answer(actor, one.pk, answer=one.answer, text=one.text, new_due=one.new_due, via="mail")
    return {"measure": one.pk, "answer": one.answer, "due": one.new_due.isoformat() if one.new_due else ""}


def _must_be_as_in_the_letter(told: Envelope, link: MailLink, measure: Measure) -> None:
    """What somebody else has said since the letter, or the person after the reply, is not written over."""
    since = MeasureAnswer.objects.filter(measure=measure, undone_at=None)
    others = since.filter(at__gt=link.created_at).exclude(by__user_id=link.membership.user_id)
    later = since.filter(at__gt=told.sent_at) if told.sent_at else since.none()
    if measure.state not in ANSWERABLE or others.exists() or later.exists():
        raise _Doubt(Doubts.CHANGED)


# --- the coordinator ------------------------------------------------------------


@transaction.atomic
def settle_reply(actor: Actor, partnership_id: int, reply_id: int) -> bool:
    """The organiser has taken care of it. Twice changes nothing. Raises Hidden for what does not wait here."""
    require(actor, Action.MAIL_WATCH, table_facts(actor, partnership_id))
    waits = (
        MailReply.objects.visible_to(actor).filter(partnership_id=partnership_id).exclude(outcome=Outcomes.UNDERSTOOD)
    )
    reply = waits.filter(pk=reply_id).select_for_update(of=("self",)).first()
    if reply is None:
        raise Hidden
    if reply.settled_at is not None:
        return False
    reply.settled_at = clock.now()
    reply.settled_by_id = actor.membership_in(partnership_id)
    reply.save(update_fields=["settled_at", "settled_by"])
    log.record(actor, Action.MAIL_WATCH, reply, deed="reply")
    return True
