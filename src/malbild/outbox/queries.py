"""How the mail is doing: whether something is wrong, counts and moments, and a partnership's own failed letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from malbild.outbox import mailbox
from malbild.outbox.message import key_of
from malbild.outbox.models import CameBack, Letter, LetterQuerySet, LetterState, Trouble, Unreachable, WorkerBeat
from malbild.outbox.smtp import is_configured

_DAY = dt.timedelta(days=1)
LATE = dt.timedelta(minutes=45)
ASKED_TO_WAIT = dt.timedelta(hours=6)  # a greylisting server is no fault until it goes on and on
QUIET_WORKER = dt.timedelta(minutes=15)
DEAD_WORKER = dt.timedelta(hours=1)  # even with nothing to hand over: it also writes the digests
NOT_SET, NO_WORKER, GAVE_UP = "not-set", "no-worker", "failed"
_OUR_FAULT = (
    Trouble.CONNECTION,
    Trouble.SECURE,
    Trouble.LOGIN,
    Trouble.SENDER,
    Trouble.LATER,
    Trouble.REFUSED,
)
_AT_ONCE = (Trouble.LOGIN, Trouble.SENDER, Trouble.REFUSED)


@dataclass(frozen=True, slots=True)
class Health:
    """The whole installation's mail at a moment; nothing of any letter's content or recipient."""

    is_configured: bool
    waiting: int
    oldest_waiting: dt.datetime | None
    last_sent: dt.datetime | None
    last_run: dt.datetime | None
    trouble: str

    @property
    def silent_since(self) -> dt.datetime | None:
        """The last moment when a letter went out, or the first when one did not; None while all is well."""
        return (self.last_sent or self.oldest_waiting) if stops_all(self.trouble) else None


def stops_all(trouble: str) -> bool:
    """True when the code says that no letter goes out, not only some."""
    return trouble not in ("", GAVE_UP)


def health(*, at: dt.datetime) -> Health:
    """The same number of queries however many letters there are."""
    waiting = Letter.objects.waiting().aggregate(n=Count("pk"), oldest=Min("created_at"))
    return Health(
        is_configured=is_configured(),
        waiting=waiting["n"],
        oldest_waiting=waiting["oldest"],
        last_sent=Letter.objects.aggregate(last=Max("sent_at"))["last"],
        last_run=_last_run(),
        trouble=trouble(at=at),
    )


def trouble(*, at: dt.datetime) -> str:
    """A code for what is wrong with the sending, or "" when all is well. Two queries while all is well.

    "not-set" no server is named · "no-worker" nobody hands letters over · what the server said: "connection",
    "secure", "login", "sender", "refused", "later" · "failed" letters were given up for our own reasons in the last
    day. One recipient's slow server is not our trouble while other letters are taken.
    """
    if not is_configured():
        return NOT_SET
    found = list(
        Letter.objects.filter(Q(state=LetterState.WAITING) | Q(state=LetterState.FAILED, try_after__gte=at - _DAY))
        .values("state", "trouble")
        .annotate(oldest=Min("created_at"))
        .order_by("oldest", "state", "trouble")
    )
    waiting = [row for row in found if row["state"] == LetterState.WAITING]
    if said := next((r["trouble"] for r in waiting if r["trouble"] in _AT_ONCE), ""):
        return str(said)
    late = [row for row in waiting if at - row["oldest"] > _patience(row["trouble"])]
    last_run = _last_run()
    if last_run is not None and at - last_run > DEAD_WORKER:
        return NO_WORKER
    if late and not Letter.objects.filter(sent_at__gt=at - LATE).exists():
        if last_run is None or at - last_run > QUIET_WORKER:
            return NO_WORKER
        return str(late[0]["trouble"] or Trouble.CONNECTION.value)
    gave_up = any(r["state"] == LetterState.FAILED and r["trouble"] in _OUR_FAULT for r in found)
    return GAVE_UP if gave_up else ""


def _patience(trouble: str) -> dt.timedelta:
    return ASKED_TO_WAIT if trouble == Trouble.LATER else LATE


def _last_run() -> dt.datetime | None:
    return WorkerBeat.objects.filter(job="send").values_list("at", flat=True).first()


def failed_letters(partnership_id: int) -> LetterQuerySet:
    """The partnership's own letters that could not be delivered, newest first."""
    return Letter.objects.of(partnership_id).failed().order_by("-created_at", "-pk")


def away_letters(partnership_id: int, *, since: dt.datetime) -> LetterQuerySet:
    """The partnership's own letters that a machine answered with an absence, newest first."""
    away = Letter.objects.of(partnership_id).filter(came_back=CameBack.AWAY, came_back_at__gt=since)
    return away.order_by("-came_back_at", "-pk")


def unreachable(addresses: Iterable[str]) -> dict[str, Unreachable]:
    """Those of the addresses that letters come back from, as they are written here. One query."""
    asked = {key_of(address): address for address in addresses}
    return {asked[row.address]: row for row in Unreachable.objects.filter(address__in=asked)}


@dataclass(frozen=True, slots=True)
class Returns:
    """Whether what comes back is read: when last, and a code of mailbox.CannotRead for why not."""

    is_configured: bool
    last_read: dt.datetime | None = None
    trouble: str = ""


def returns() -> Returns:
    if not mailbox.is_configured():
        return Returns(False)
    beat = WorkerBeat.objects.filter(job="returns").first()
    if beat is None:
        return Returns(True)
    said = beat.did.partition(" ")[0]
    return Returns(True, beat.at, said if said in (mailbox.CONNECTION, mailbox.LOGIN) else "")
