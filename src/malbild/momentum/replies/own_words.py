"""What somebody wrote themselves in a reply, told apart from what their program quotes.

Pure: bytes in, words out, and never an exception. Nothing quoted is taken for the person's own; where the two cannot
be told apart the words are not `is_certain`, and somebody reads them instead of a rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from itertools import islice

from malbild.kit.guard import clean
from malbild.momentum.replies.as_text import as_text

LARGEST = 256_000
KEPT = 4000
_PARTS, _LINES = 60, 2000
_QUOTE = re.compile(r"\s*>")
_RULE = re.compile(r"\s*[_\-–—=]{10,}\s*$")
_SEPARATOR = re.compile(
    r"\s*[-–—_* ]{2,}\s*(ursprungligt meddelande|originalmeddelande|original message|vidarebefordrat meddelande|"
    r"forwarded message|ursprungligt mejl|svarsmeddelande|reply message)\b",
    re.I,
)
_FROM_LINE = re.compile(r"[\s*>]*(från|from|avsändare)\s*\*?\s*:", re.I)
_OTHER_LINE = re.compile(r"[\s*>]*(skickat|sent|datum|date|till|to|ämne|subject)\s*\*?\s*:", re.I)
_WROTE = re.compile(r"\b(skrev|wrote|schrieb|kirjoitti)\b.{0,200}:\s*$", re.I | re.S)
_MOMENT = re.compile(r"\d{1,2}[:.]\d{2}|\b20\d{2}\b")
_DATED = re.compile(r"\d{1,2}[:.]\d{2}|@|\d{4}")
_SIGNATURE = re.compile(
    r"\s*(--|__+|"
    r"(skickat|skickad|skickades|sent|sänt)\s+(från|from|via|med)\b.*|(hämta|get)\s+outlook\b.*|"
    r"(m\.?\s?v\.?\s?h|(med\s+)?(vänlig|vänliga|bästa|varma|många)\s+hälsning(ar)?|hälsning(ar)?|hälsar|vänligen|"
    r"best regards|kind regards|regards|allt gott|ha det (så )?(bra|gott|fint)|ha en (fin|bra|trevlig)\s\w+)"
    r"\b[\s.,!]*.{0,40}|//?\s*[^\W\d_]{1,20}(\s[^\W\d_]{1,20}){0,2})\s*$",
    re.I,
)
_OURS = re.compile(r"/svar/|/mejl/|List-Unsubscribe", re.I)
_SIGNATURE_LINES = 14


@dataclass(frozen=True, slots=True)
class OwnWords:
    """`text` is everything that may be the person's own; `answer` the part above a signature; `signature` the rest."""

    text: str = ""
    answer: str = ""
    signature: str = ""
    is_certain: bool = False
    attachments: int = 0


def own_words(raw: bytes) -> OwnWords:
    """The person's own words in a message as it came over the wire."""
    try:
        message = message_from_bytes(raw[:LARGEST], policy=policy.compat32)
        parts = list(islice(message.walk(), _PARTS))
        return _of(_body(parts), sum(_is_attached(p) for p in parts), is_whole=len(raw) <= LARGEST)
    except Exception:  # anybody may have written it, and the library promises no kinds of errors
        return OwnWords()


def words_of(text: str) -> OwnWords:
    """The same for text that has been taken out of its message."""
    return _of(text, 0, is_whole=True)


def _of(text: str, attachments: int, *, is_whole: bool) -> OwnWords:
    lines = [line.rstrip() for line in clean(text.replace("\u00a0", " ")).replace("\r\n", "\n").split("\n")]
    own, is_certain = _without_quotes(lines[:_LINES])
    if not any(line.strip() for line in own):  # all of it looks quoted: better too much than nothing
        return OwnWords(_joined(lines)[:KEPT], attachments=attachments)
    answer, signature = _without_signature(own)
    words = _joined(own)
    is_certain = is_certain and len(words) <= KEPT and len(lines) <= _LINES and not _OURS.search(words)
    # Of a huge message only the beginning is read: what is above a quotation is whole all the same.
    is_certain = is_certain and (is_whole or len(own) < len(lines))
    return OwnWords(words[:KEPT], _joined(answer), _joined(signature), is_certain, attachments)


def _without_quotes(lines: list[str]) -> tuple[list[str], bool]:
    """The lines that are the person's own, and whether that is certain."""
    above: list[str] = []
    below: list[str] = []
    seen_quote, is_mixed, after_blank = False, False, False
    at = 0
    while at < len(lines):
        line = lines[at]
        if _starts_the_letter(lines, at):
            break
        if length := _attribution(lines, at):
            if not _is_quoted(_next_written(lines, at + length)):
                break  # the letter follows without marks: nothing below can be told from it
            seen_quote, at = True, at + length
            continue
        if _is_quoted(line):
            is_mixed = is_mixed or any(b.strip() for b in below)
            seen_quote, after_blank = True, False
        elif not seen_quote:
            above.append(line)
        else:
            # Straight under a quoted line it may be the quotation's own, folded by some server on the way.
            is_mixed = is_mixed or bool(line.strip() and not after_blank and not any(b.strip() for b in below))
            after_blank = after_blank or not line.strip()
            below.append(line)
        at += 1
    if not any(b.strip() for b in below):
        return above, True
    if not any(a.strip() for a in above):
        return below, not is_mixed
    return [*above, "", *below], not is_mixed and not _without_signature(below)[0]


def _is_quoted(line: str) -> bool:
    return bool(_QUOTE.match(line))


def _next_written(lines: list[str], at: int) -> str:
    return next((line for line in lines[at:] if line.strip()), "")


def _starts_the_letter(lines: list[str], at: int) -> bool:
    """Outlook's and Samsung's ways: a heading or a block of headers, and then the letter with no marks."""
    line = lines[at]
    if _SEPARATOR.match(line):
        return True
    if _RULE.match(line):
        return bool(_FROM_LINE.match(_next_written(lines, at + 1)))
    if _FROM_LINE.match(line):
        return any(_OTHER_LINE.match(other) for other in lines[at + 1 : at + 7])
    return False


def _attribution(lines: list[str], at: int) -> int:
    """How many lines "Den 25 nov. 2026 kl. 07:30 skrev …:" takes here, folded or not; 0 for anything else."""
    if not lines[at].strip() or (at and lines[at - 1].strip() and not _is_quoted(lines[at - 1])):
        return 0  # it stands by itself: what follows straight upon words is the person's
    for length in (1, 2, 3):
        last = _next_written(lines[at + length - 1 : at + length], 0)
        if not last or _is_quoted(last) != _is_quoted(lines[at]) or (length > 1 and not _MOMENT.search(lines[at])):
            return 0
        held = " ".join(line.lstrip("> ") for line in lines[at : at + length])
        if _WROTE.search(held) and _DATED.search(held):
            return length
    return 0


def _without_signature(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands above the signature, and the signature; a long one is taken for more than that."""
    for at, line in enumerate(lines):
        if _SIGNATURE.match(line):
            rest = [r for r in lines[at:] if r.strip()]
            if len(rest) <= _SIGNATURE_LINES:
                return _trimmed(lines[:at]), lines[at:]
    return _trimmed(lines), []


def _trimmed(lines: list[str]) -> list[str]:
    return _joined(lines).split("\n") if any(line.strip() for line in lines) else []


def _joined(lines: list[str]) -> str:
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


# --- the body -----------------------------------------------------------------


def _body(parts: list[Message]) -> str:
    """The plain text, or the HTML as text where there is no other."""
    plain = next((t for p in parts if _is_text(p, "text/plain") and (t := _decoded(p)).strip()), "")
    return plain or next((as_text(_decoded(p)) for p in parts if _is_text(p, "text/html")), "")


def _is_text(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _is_attached(part)


def _is_attached(part: Message) -> bool:
    return not part.is_multipart() and (part.get_content_disposition() == "attachment" or bool(part.get_filename()))


def _decoded(part: Message) -> str:
    held = part.get_payload(decode=True)
    if not isinstance(held, bytes):
        return ""
    charset = str(part.get_content_charset() or "utf-8")
    try:
        return held.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return held.decode("utf-8", "replace")
