"""A reply's own words as answers to the åtgärder of its letter, or nothing: in doubt somebody reads it instead.

Pure. The grammar is small on purpose: every word must be accounted for, and a word that could turn an answer round
("inte", "men", "om", a question mark, a number that is no åtgärd) makes the whole reply unclear.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from malbild.goals.states import Answer
from malbild.kit.days import parse_day
from malbild.momentum.choices import Reply
from malbild.momentum.replies.own_words import OwnWords

LONGEST = 280
_FAR = dt.timedelta(days=300)  # "24 november" written on the 25th is a slip, not next year


@dataclass(frozen=True, slots=True)
class Asked:
    """An åtgärd as the letter showed it; its number is its place in the letter."""

    pk: int
    title: str
    is_question: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, as the form of the answer page would have it."""

    pk: int
    answer: str
    text: str = ""
    new_due: dt.date | None = None


class Kind(StrEnum):
    DONE = Answer.DONE.value
    ON_TRACK = Answer.ON_TRACK.value
    HELP = Answer.NEED_HELP.value
    NEW_DATE = Answer.NEW_DATE.value
    YES = Reply.YES.value
    OTHER_DAY = Reply.OTHER_DAY.value
    WRONG_PERSON = Reply.WRONG_PERSON.value


_DAY = (
    r"(?P<day>\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}(?:[/-]\d{4})?|"
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?\s+(?:den\s+)?)?\d{1,2}(?::?e)?\s+"
    r"(?:jan(?:uari)?|feb(?:ruari)?|mar(?:s)?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sep(?:t|tember)?|okt(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)(?!\w)\.?(?:\s+\d{4})?)"
)
_TO = r"[\s:=,–-]*(?:(?:är|blir|till|den|senast|på)\s+)*"
_FORMS = (
    (Kind.OTHER_DAY, rf"(?:ja[\s,!]+)?(?:men\s+)?(?:ett\s+)?annat\s+datum{_TO}{_DAY}"),
    (Kind.OTHER_DAY, rf"ja[\s,]+men\s+{_TO}{_DAY}"),
    (
        Kind.NEW_DATE,
        rf"(?:ny(?:tt)?\s+(?:tid|dag|datum|deadline|sluttid)|"
        rf"(?:flytta[srt]?|skjuts?|skjuter)(?:\s+(?:den|det|upp|fram))*|blir\s+(?:klart?|klara|färdigt?)){_TO}{_DAY}",
    ),
    (
        Kind.HELP,
        r"(?:(?:jag|vi)\s+)?(?:behöver|vill\s+ha|skulle\s+behöva|önskar)\s+(?:lite\s+|mer\s+)?hjälp|hjälp\s+behövs|"
        r"hjälp(?=\s*(?:$|[.!,:–-]|med\b))",
    ),
    (
        Kind.ON_TRACK,
        r"på\s+g(?:ång|(?!\w)\.?)|pågår|i\s*gång|enligt\s+plan(?:en)?|rullar(?:\s+på)?|jobbar\s+på\s+(?:det|den)",
    ),
    (
        Kind.DONE,
        r"(?:nu\s+|redan\s+)?(?:klart?|klara|färdigt?|färdiga|gjorda?|gjort|avklara(?:t|d|de)|fixa(?:t|d|de))"
        r"(?:\s+(?:nu|redan))?",
    ),
    (Kind.WRONG_PERSON, r"(?:nej[\s,!.]+)?fel\s+person"),
    (
        Kind.YES,
        r"ja(?:[\s,!]+(?:tack|gärna|absolut|det\s+gör\s+jag|jag\s+tar\s+(?:på\s+mig\s+)?(?:det|den|detta|åtgärden)))?",
    ),
)
_NUMBER = r"(?:(?:nr|nummer|punkt|åtgärd|fråga)\.?\s*)?#?(?<!\d)\d{1,2}(?!\d)"
_NUMBERS = rf"{_NUMBER}(?:\s*(?:,|&|\+|och|samt)\s*{_NUMBER})*"
_ALL = r"(?:båda(?:\s+två)?|bägge|allt|alla|allihop|samtliga)"
_LINK = r"\s*[.):=–—-]*\s*(?:(?:den|det|åtgärden|jag|allt)\s+)?(?:(?:är|blev|har\s+blivit)\s+)?"
_ANSWERS = [(kind, re.compile(rf"(?:{form})(?!\w)", re.I)) for kind, form in _FORMS]
_ANY = "|".join(form.replace("?P<day>", "?:") for _kind, form in _FORMS)
_REFERENCE = re.compile(rf"(?P<all>{_ALL})(?!\w)|(?P<numbers>{_NUMBERS})", re.I)
_BETWEEN = r"(?:\s*[,;.!]\s*(?:och\s+|men\s+)?|\s+(?:och|samt|men)\s+|\s*\n\s*)"
_ONLY_LINK = re.compile(_LINK, re.I)

_HELLO = re.compile(r"(?:hej(?:san)?|hallå|tjena|god\s?morgon|goddag|hi|hello)(?:\s+[^\W\d_]+){0,3}\s*[!,.]*\s*", re.I)
_HELLO_BEFORE = re.compile(r"(?:hej(?:san)?|hallå|god\s?morgon|tack)(?:\s+[^\W\d_]{2,20})?\s*[!,.]+\s*", re.I)
_POLITE = re.compile(
    r"(?:(?:stort\s+)?tack(?:\s+(?:så\s+mycket|på\s+förhand|för\s+(?:påminnelsen|mejlet|mailet|det)))?|"
    r"här\s+kommer\s+(?:mina\s+svar|mitt\s+svar))\s*[!.,:]*\s*",
    re.I,
)
_AFTER = re.compile(r"\s*(?:[,.:;!)–—-]|\n)[\s,.:;!–—-]*")
_WITH = re.compile(r"\s+(?=(?:med|att|från|av)\b)", re.I)
_TURNS = re.compile(
    r"\d|\?|\b(?:inte|ej|icke|inget|inga|ingen|aldrig|utan|men|förutom|utom|nästan|snart|delvis|kanske|tror|halv\w*|om|när|"
    r"innan|först|fast|dock|annars|eller|ifall|hoppas|ska|skall|borde|skulle|not|but|ps|p\.s)\b",
    re.I,
)
_TURNS_HELP = re.compile(r"\?|\b(?:inte|ej|inget|inga|ingen|aldrig|ps|p\.s|längre)\b", re.I)
_ANSWERLIKE = re.compile(rf"\b(?:{_ANY}|ny(?:tt)?\s+(?:tid|dag|datum)|hjälp|klar\w*|annat\s+datum|ja|nej)\b", re.I)
_WEEKDAYS = ("mån", "tis", "ons", "tor", "fre", "lör", "sön")


def understand(words: OwnWords, asked: Sequence[Asked], *, on: dt.date, name: str = "") -> list[Given] | None:
    """The answers that the words give, each åtgärd at most once; None in doubt. `name` is the sender's own."""
    if not words.is_certain or not asked or _is_more_than_a_name(words.signature):
        return None
    text = _bare(words.answer, name)
    if not text or "?" in text:
        return None
    given = _read(text, asked, on)
    if given is None or len({g.pk for g in given}) != len(given):
        return None
    return given


def _is_more_than_a_name(signature: str) -> bool:
    return bool(re.search(r"\?|\bp\.?\s?s\b", signature, re.I) or _ANSWERLIKE.search(signature))


def _bare(text: str, name: str) -> str:
    """Without what is only polite: a greeting, thanks, one's own name at the end."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    lines = [line for line in lines if line and not _HELLO.fullmatch(line) and not _POLITE.fullmatch(line)]
    own = {word.lower() for word in re.findall(r"[^\W\d_]+", name)}
    while lines and own and (said := re.findall(r"[^\W_]+", lines[-1].lower())) and set(said) <= own:
        lines.pop()
    if not lines:
        return ""
    lines[0] = _HELLO_BEFORE.sub("", lines[0], count=1) if _HELLO_BEFORE.match(lines[0]) else lines[0]
    lines[-1] = re.sub(
        r"\s+//?\s?[^\W\d_]{1,20}$|[\s,.!]+(?:mvh|m v h)\b[\s,.]*[^\W\d_]{0,20}$", "", lines[-1], flags=re.I
    )
    return "\n".join(_unfolded(lines)).strip()


def _unfolded(lines: list[str]) -> list[str]:
    """Lines that a program has folded, put together again."""
    whole: list[str] = []
    for line in lines:
        if whole and len(whole[-1].split("\n")[-1]) >= _FOLDED and not _REFERENCE.match(line):
            whole[-1] += f" {line}"
        else:
            whole.append(line)
    return whole


_FOLDED, _SHORT_TITLE = 60, 3


def _between(asked: Sequence[Asked]) -> re.Pattern[str]:
    """Where one answer ends and the next begins: before a number or a title with an answer of its own."""
    titles = [r"\s+".join(re.escape(word) for word in one.title.split()) for one in asked]
    names = "|".join([_NUMBERS, *(t for t in titles if len(t) > _SHORT_TITLE)])
    return re.compile(rf"{_BETWEEN}(?=(?:{names}){_LINK}(?:{_ANY})(?!\w))", re.I)


def _read(text: str, asked: Sequence[Asked], on: dt.date) -> list[Given] | None:
    given: list[Given] = []
    between = _between(asked)
    while text:
        chosen, rest = _whose(text, asked)
        if not chosen:
            return None
        kind, day, rest = _which(rest, on)
        if kind is None:
            return None
        cut = between.search(rest)
        tail, text = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
        said = _words(kind, tail)
        if said is None or not all(_fits(kind, one) for one in chosen):
            return None
        given += [Given(one.pk, kind.value, said, day) for one in chosen]
    return given


def _whose(text: str, asked: Sequence[Asked]) -> tuple[list[Asked], str]:
    """The åtgärder that the words begin with, and what is left; the only one when none is named."""
    for one in asked:
        title = " ".join(one.title.split())
        if (
            len(title) > _SHORT_TITLE
            and text.lower().startswith(title.lower())
            and not text[len(title) : len(title) + 1].isalnum()
        ):
            return ([] if _is_twin(one, asked) else [one]), _past_link(text[len(title) :])
    found = _REFERENCE.match(text)
    if found is None:
        return (list(asked) if len(asked) == 1 else []), _past_link(text)
    rest = text[found.end() :]
    if found["all"]:
        return list(asked), _past_link(rest)
    numbers = [int(n) for n in re.findall(r"\d+", found["numbers"])]
    if not all(1 <= n <= len(asked) for n in numbers) or len(set(numbers)) != len(numbers):
        return [], rest
    return [asked[n - 1] for n in numbers], _past_link(rest)


def _is_twin(one: Asked, asked: Sequence[Asked]) -> bool:
    return sum(other.title.lower().startswith(one.title.lower()) for other in asked) > 1


def _past_link(text: str) -> str:
    found = _ONLY_LINK.match(text)
    return text[found.end() :] if found else text


def _which(text: str, on: dt.date) -> tuple[Kind | None, dt.date | None, str]:
    for kind, pattern in _ANSWERS:
        if found := pattern.match(text):
            if "day" not in pattern.groupindex:
                return kind, None, text[found.end() :]
            day = _day(found["day"], on)
            return (kind if day else None), day, text[found.end() :]
    return None, None, text


def _day(text: str, on: dt.date) -> dt.date | None:
    """A coming day, if it cannot be another: the weekday must be right, and a day just past is no day next year."""
    day = parse_day(text.rstrip("."), on=on)
    if day is None or day < on:
        return None
    if not re.search(r"\d{4}", text) and day - on > _FAR:
        return None
    weekday = re.match(r"(mån|tis|ons|tor|fre|lör|sön)", text, re.I)
    return None if weekday and _WEEKDAYS[day.weekday()] != weekday[1].lower() else day


def _words(kind: Kind, tail: str) -> str | None:
    """What was added to the answer, as it is kept; None when it may mean something else."""
    said = tail.strip()
    if not said or not re.search(r"\w", said):
        return "" if not re.search(r"[?]", said) else None
    start = _AFTER.match(tail) or (_WITH.match(tail) if kind is Kind.HELP else None)
    if start is None:
        return None
    said = " ".join(tail[start.end() :].split())
    turns = _TURNS_HELP if kind is Kind.HELP else _TURNS
    if len(said) > LONGEST or turns.search(said) or _ANSWERLIKE.search(said):
        return None
    return said if kind not in (Kind.YES, Kind.OTHER_DAY) or not said else None


def _fits(kind: Kind, one: Asked) -> bool:
    return (kind in (Kind.YES, Kind.OTHER_DAY, Kind.WRONG_PERSON)) == one.is_question
