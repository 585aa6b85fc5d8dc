"""Deeds on uploaded files: receive, read in the worker, stop, give back with marks; and taking a delivery back."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from malbild.access.actor import Actor
from malbild.access.policy import Action, require, table_facts
from malbild.accounts.models import User
from malbild.audit import log
from malbild.kit import clock
from malbild.kit.errors import Refusal
from malbild.series import progress
from malbild.series.errors import Cancelled
from malbild.series.models import Delivery, Upload
from malbild.series.readings import SHOWN, Problem, Why, WrongRows, explained

LARGEST: Final = 20_000_000
MOST_WAITING: Final = 10
MOST_MARKS: Final = 5_000
KEPT_FOR: Final = dt.timedelta(days=7)
TAKE_BACK_WITHIN: Final = dt.timedelta(days=30)
_GIVEN_UP: Final = dt.timedelta(minutes=10)  # a worker that died has not come back by then
_log = logging.getLogger("malbild.series")
_S = Upload.State


@transaction.atomic
def receive(
    actor: Actor, partnership_id: int, *, name: str, raw: bytes, year: int | None = None, is_preliminary: bool = False
) -> Upload:
    """Put a file in the queue. Raises Refusal for one that is too large, and where ten of the sender's wait already."""
    require(actor, Action.STATISTICS_IMPORT, table_facts(actor, partnership_id))
    if len(raw) > LARGEST:
        raise Refusal(_("Filen är större än 20 MB. Välj färre områden eller år när du hämtar den. Inget har sparats."))
    mine = Upload.objects.filter(by_id=actor.user_id or 0, state__in=[_S.WAITING, _S.READING])
    if mine.count() >= MOST_WAITING:
        raise Refusal(_("Tio filer väntar redan på att läsas. Vänta tills några är klara och försök igen."))
    made = Upload.objects.create(
        name=name[:200], raw=raw, by_id=actor.user_id or 0, at=clock.now(), year=year, is_preliminary=is_preliminary
    )
    log.record(actor, Action.STATISTICS_IMPORT, made, deed="upload", partnership=partnership_id, size=len(raw))
    return made


def cancel(upload: Upload) -> None:
    """Stop it: what waits is not read, what is being read stops before anything is stored. What is done stays."""
    progress.stop(upload.pk)  # first: while a file is stored nobody else can write on SQLite
    if Upload.objects.filter(pk=upload.pk, state=_S.WAITING).update(state=_S.CANCELLED, raw=b""):
        progress.clear(upload.pk)


def read_next() -> bool:
    """Read the file that has waited longest; False where none waits. The worker calls it again and again."""
    upload = _take()
    if upload is None:
        return False
    try:
        with override("sv"):
            _read(upload)
    finally:
        progress.clear(upload.pk)
    return True


def sweep_uploads() -> int:
    """Forget what was refused or read a week ago; what was taken in stays as its delivery."""
    old = Upload.objects.filter(at__lt=clock.now() - KEPT_FOR).exclude(state__in=[_S.WAITING, _S.READING])
    return old.delete()[0]


def marked(upload: Upload) -> str:
    """The refused file as text, with a line over each row that could not be read."""
    from malbild.series.formats.values import text_of  # noqa: PLC0415 - beside its only user

    by_row: dict[int, list[str]] = {}
    for row, why, text in upload.problems:
        by_row.setdefault(row, []).append(explained(Problem(row, Why(why), text)))
    try:
        lines = text_of(bytes(upload.raw)).split("\n")
    except Refusal:
        lines = []
    if not lines:  # a workbook: its rows by number
        return "\r\n".join(_("Rad %(n)s: %(why)s") % {"n": n, "why": " ".join(w)} for n, w in sorted(by_row.items()))
    found = []
    for number, line in enumerate(lines, 1):
        found += [f">>> {_('Rad %(n)s: %(why)s') % {'n': number, 'why': why}}" for why in by_row.get(number, ())]
        found.append(line)
    return "\r\n".join(found)


def may_take_back(user: User, delivery: Delivery) -> bool:
    """Whoever took it in, within thirty days, while nothing newer has touched the same figures."""
    if delivery.by_id != user.pk or delivery.taken_back_at or clock.now() - delivery.at > TAKE_BACK_WITHIN:
        return False
    return not Delivery.objects.filter(pk__gt=delivery.pk, taken_back_at=None, source=delivery.source).exists()


@transaction.atomic
def take_back(actor: Actor, partnership_id: int, delivery_id: int) -> Delivery:
    """Put every number back as it was before the file. Twice takes back once.

    Raises Delivery.DoesNotExist for somebody else's, Refusal where it is too late or newer numbers stand upon it.
    """
    require(actor, Action.STATISTICS_IMPORT, table_facts(actor, partnership_id))
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id, by_id=actor.user_id or 0)
    if delivery.taken_back_at:
        return delivery
    if not may_take_back(User.objects.get(pk=actor.user_id or 0), delivery):
        raise Refusal(
            _("Filen går inte att ta tillbaka: det har gått mer än 30 dagar, eller så bygger nyare siffror på den.")
        )
    from malbild.series.services import take_out  # noqa: PLC0415 - numpy comes with the first file, not with the start

    take_out(delivery)
    log.record(actor, Action.STATISTICS_IMPORT, delivery, deed="take-back", partnership=partnership_id)
    return delivery


@transaction.atomic
def _take() -> Upload | None:
    waiting = Upload.objects.select_for_update(skip_locked=_can_skip()).filter(state=_S.WAITING)
    upload = waiting.order_by("at", "pk").first()
    if upload is None:
        died = clock.now() - _GIVEN_UP
        upload = Upload.objects.select_for_update().filter(state=_S.READING, taken_at__lt=died).first()
    if upload is None:
        return None
    upload.state, upload.taken_at = _S.READING, clock.now()
    upload.save(update_fields=["state", "taken_at"])
    return upload


def _can_skip() -> bool:
    return bool(transaction.get_connection().features.has_select_for_update_skip_locked)


def _read(upload: Upload) -> None:
    from malbild.series.formats.sniff import read_any  # noqa: PLC0415 - see above
    from malbild.series.services import take_in  # noqa: PLC0415

    def goes_on(done: int, total: int) -> bool:
        progress.say(upload.pk, done, total)
        return not progress.is_to_stop(upload.pk)

    raw = bytes(upload.raw)
    try:
        table = read_any(raw, upload.name, year=upload.year, is_preliminary=upload.is_preliminary)
        with transaction.atomic():
            delivery = take_in(table, name=upload.name, raw=raw, by=upload.by, progress=goes_on)
            _end(upload, _S.DONE, delivery=delivery, raw=b"")
    except Cancelled as stopped:
        _end(upload, _S.CANCELLED, message=str(stopped.message), raw=b"")
    except WrongRows as refused:
        problems = [[p.row, p.why.value, p.text[:120]] for p in refused.problems[:MOST_MARKS]]
        _end(upload, _S.REFUSED, message=str(refused.message), problems=problems)
    except Refusal as refused:
        _end(upload, _S.REFUSED, message=str(refused.message))
    except Exception:
        # Whatever a stranger's file holds, the round ends with a word to its sender and the next file is read.
        _log.exception("upload %s could not be read", upload.pk)
        _end(upload, _S.REFUSED, message=_("Filen gick inte att läsa. Inget har sparats. Hämta den igen och försök."))


def _end(upload: Upload, state: str, **values: object) -> None:
    upload.state = state
    for name, value in values.items():
        setattr(upload, name, value)
    upload.save(update_fields=["state", *values])


def first_problems(upload: Upload) -> list[tuple[int, str]]:
    """Rows and reasons to show on the page."""
    return [(row, explained(Problem(row, Why(why), text))) for row, why, text in upload.problems[:SHOWN]]
