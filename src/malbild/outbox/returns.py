"""What comes back to our address, read without trusting a word of it: a bounce, a delay, an absence, or something else.

Pure: bytes in, a finding out, and never an exception, since anybody may write to the address. Follows RFC 3464
(delivery reports), RFC 3834 (automatic answers) and what servers do that follow neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.message import Message
from email.utils import parseaddr
from enum import StrEnum
from itertools import islice

LARGEST = 256_000
"""Of more than this only the beginning is read; a report stands before the letter that it quotes."""
_PARTS, _IDS = 60, 40
_ID = re.compile(r"<[^<>\s@]{1,200}@[^<>\s@]{1,200}>")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<!\d)5\d\d(?=[ -])")
_ID_LINE = re.compile(r"^[> \t]*(?:message-id|x-original-message-id|in-reply-to)[ \t]*:\s*(.{0,900})", re.I | re.M)
_POSTMASTERS = ("mailer-daemon", "mail-daemon", "postmaster")
_ANSWERS_ITSELF = ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder")
_OTHER_REPORTS = ("disposition-notification", "feedback-report")  # somebody has read it, or calls it spam
_CALENDARS = ("text/calendar", "application/ics")
_METHOD_REPLY = re.compile(rb"^METHOD[ \t]*:[ \t]*REPLY[ \t]*\r?$", re.I | re.M)
_BULK = ("bulk", "junk", "list", "auto_reply", "auto-reply", "autoreply")


class Kind(StrEnum):
    BOUNCED = "bounced"  # it will not arrive
    DELAYED = "delayed"  # still trying
    AWAY = "away"  # an automatic answer to a letter of ours
    AUTOMATIC = "automatic"  # from a machine, about nothing that we know
    OTHER = "other"  # perhaps from a person


@dataclass(frozen=True, slots=True)
class Return:
    kind: Kind
    message_ids: tuple[str, ...] = ()  # of the letters it may be about, the likeliest first
    recipients: frozenset[str] = frozenset()  # whom it did not reach, as the report says, in lower case
    status: str = ""  # "5.1.1"
    is_calendar: bool = False  # somebody's calendar answers an invitation


def read(raw: bytes) -> Return:
    """What has come back. Whatever cannot be read at all is `OTHER` and about nothing."""
    try:
        return _read(raw[:LARGEST])
    except Exception:
        return Return(Kind.OTHER)


def _read(raw: bytes) -> Return:
    message = message_from_bytes(raw, policy=policy.compat32)
    parts = list(islice(message.walk(), _PARTS))
    if found := _report(message, parts, raw):
        return found
    if found := _unlike_a_report(message, parts, raw):
        return found
    answered = _ids(f"{_head(message, 'in-reply-to')} {_head(message, 'references')}")
    if _calendar_reply(parts):  # however automatic the program says that it is: a person pressed the button
        return Return(Kind.OTHER, answered, is_calendar=True)
    if _is_automatic(message):
        return Return(Kind.AWAY if answered else Kind.AUTOMATIC, answered)
    return Return(Kind.OTHER, answered)


def is_about_the_address(status: str) -> bool:
    """True for an address that does not exist or does not take mail; not for what was said of this letter or of us."""
    found = _STATUS.fullmatch(status)
    return found is None or found[2] in ("0", "1", "2", "4")


# --- reports ----------------------------------------------------------------


def _report(message: Message, parts: list[Message], raw: bytes) -> Return | None:
    """RFC 3464: what the fields say of each recipient."""
    blocks = [
        block for part in parts if part.get_content_type() == "message/delivery-status" for block in _blocks(part)
    ]
    told = [(b, _head(b, "action").lower()) for b in blocks if b.get("action") or b.get("final-recipient")]
    if not told:
        return None
    for kind, actions in ((Kind.BOUNCED, ("failed", "")), (Kind.DELAYED, ("delayed",))):
        chosen = [b for b, action in told if action in actions]
        statuses = [_status(b) for b in chosen]
        if chosen and not (kind is Kind.BOUNCED and all(s.startswith("2.") for s in statuses)):
            people = {_address(b, name) for b in chosen for name in ("original-recipient", "final-recipient")}
            return Return(kind, _quoted(message, parts, raw), frozenset(people - {""}), statuses[0])
    return Return(Kind.AUTOMATIC)  # it arrived, or was passed on


def _blocks(part: Message) -> Iterator[Message]:
    held = part.get_payload()
    if isinstance(held, list):
        yield from (block for block in held if isinstance(block, Message))
    else:
        for text in _text(part).split("\n\n"):
            yield message_from_string(text.strip())


def _status(block: Message) -> str:
    for name in ("status", "diagnostic-code"):
        if found := _STATUS.search(_head(block, name)):
            return found[0]
    return "5.0.0" if _REPLY_CODE.search(_head(block, "diagnostic-code")) else ""


def _address(block: Message, name: str) -> str:
    kind, _, address = _head(block, name).rpartition(";")
    return parseaddr(address)[1].lower() if kind.strip().lower() in ("", "rfc822", "utf-8") else ""


def _unlike_a_report(message: Message, parts: list[Message], raw: bytes) -> Return | None:
    """Servers that say in words what did not arrive: only where they also name one of the letters they had."""
    failed = _head(message, "x-failed-recipients")
    is_postmaster = parseaddr(_head(message, "from"))[1].partition("@")[0].lower() in _POSTMASTERS
    if not (failed or is_postmaster) or str(message.get_param("report-type", "")).lower() in _OTHER_REPORTS:
        return None
    words = " ".join(_text(p)[:4000] for p in parts if p.get_content_type() == "text/plain")
    found = next((m for m in _STATUS.finditer(words) if m[1] == "5"), None)
    if not failed and found is None and not _REPLY_CODE.search(words):
        return None
    people = {parseaddr(one)[1].lower() for one in failed.split(",")[:20]} - {""}
    return Return(Kind.BOUNCED, _quoted(message, parts, raw), frozenset(people), found[0] if found else "")


def _quoted(message: Message, parts: list[Message], raw: bytes) -> tuple[str, ...]:
    """The Message-IDs of the letter that came back, however it was put in; never the report's own."""
    heads = [p for p in parts[1:] if p.get("message-id")]
    heads += [message_from_string(_text(p)) for p in parts if p.get_content_type() == "text/rfc822-headers"]
    lines = _ID_LINE.findall(raw.decode("latin-1"))
    said = [_head(h, "message-id") for h in heads] + lines + [_head(message, name) for name in ("references",)]
    own = _ids(_head(message, "message-id"))
    return tuple(one for one in _ids(" ".join(said)) if one not in own)


# --- a calendar's answers -----------------------------------------------------


def calendar_reply(raw: bytes) -> bytes:
    """The answer to an invitation (RFC 6047, METHOD:REPLY) that the message carries, or nothing. Never raises."""
    try:
        message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        return _calendar_reply(list(islice(message.walk(), _PARTS)))
    except Exception:
        return b""


def _calendar_reply(parts: list[Message]) -> bytes:
    """Some programs say the method only inside, and some only attach the file."""
    for part in parts:
        if part.get_content_type() not in _CALENDARS:
            continue
        held = part.get_payload(decode=True)
        if isinstance(held, bytes) and _METHOD_REPLY.search(held):
            return held
    return b""


# --- automatic answers --------------------------------------------------------


def _is_automatic(message: Message) -> bool:
    submitted = _head(message, "auto-submitted").partition(";")[0].strip().lower()
    if submitted not in ("", "no"):
        return True
    if any(message.get(name) for name in _ANSWERS_ITSELF) or message.get("list-id"):
        return True
    return _head(message, "precedence").lower() in _BULK or _head(message, "return-path") == "<>"


# --- reading what may be anything ---------------------------------------------


def _head(message: Message, name: str) -> str:
    return " ".join(str(message.get(name, "")).split())[:2000]


def _text(part: Message) -> str:
    held = part.get_payload(decode=True)
    return held.decode("utf-8", "replace").replace("\r\n", "\n") if isinstance(held, bytes) else ""


def _ids(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(islice((m[0] for m in _ID.finditer(text)), _IDS)))
