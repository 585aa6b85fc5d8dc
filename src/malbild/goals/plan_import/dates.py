"""When, as people write it in a plan: "våren 2027", "v. 42", "Q2", "senast i maj", "löpande".

A stretch of time becomes its last day, since the plan asks for "klart senast". What names no day is kept as text.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from malbild.kit.days import parse_day

type Reader = Callable[[re.Match[str], dt.date], dt.date | None]


class Time(StrEnum):
    DAY = "day"
    ONGOING = "ongoing"  # löpande: suggests line work
    DONE = "done"  # "klart" written where the day should be
    UNKNOWN = "unknown"  # kept as text, with a question
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class When:
    """`is_exact` is False when the day is our reading of a longer time or of a missing year."""

    time: Time
    day: dt.date | None = None
    is_exact: bool = False


NOTHING = When(Time.NOTHING)
_UNKNOWN = When(Time.UNKNOWN)
_SPAN = (10, 20)  # years back and ahead that a plan may speak of
_SERIAL = re.compile(r"4[0-9]{4}|5[0-4][0-9]{3}")  # a day that lost its format in Excel: 2009–2049
_ONGOING = re.compile(
    r"\b(löpande|kontinuerligt?|fortlöpande|tills vidare|ständigt|regelbundet|återkommande|årligen|årsvis|"
    r"månadsvis|månatligen|veckovis|kvartalsvis|hela året|året runt|varje (år|månad|vecka|kvartal|termin|vår|höst)|"
    r"(en|två|tre|fyra|\d+) (gång|gånger|ggr) (per|om|i) (år(et)?|månad(en)?|vecka(n)?|termin(en)?))\b"
)
_DONE = re.compile(r"(är )?(klart?|klara|genomförts?|genomförd|färdigt?|avslutat|avslutad|utfört|utförd)[.! ]*")
_LEADING = re.compile(
    r"^(?:(?:klar[ta]?|färdigt?|start|slut|deadline|senast|till och med|t\.? ?o\.? ?m\.?|under|i|den|vid|ca|c:a|cirka|"
    r"omkring|runt|på|till|fram till|inom|av|slutet av|i slutet av|hela|:)\s*(?=\s|\d|v\b|q\b|$|[a-zåäö]))+\s*",
)
_MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_MONTH = (
    r"(jan(?:uari)?|feb(?:ruari)?|mar(?:s)?|apr(?:il)?|maj|juni?|juli?|aug(?:usti)?|sept?(?:ember)?|okt(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?:\s*,?\s*[-/’']?\s*((?:19|20)\d\d|\d\d))?"
_SEASONS = {
    "vår": (5, 31),
    "vårterminen": (5, 31),
    "vt": (5, 31),
    "sommar": (8, 31),
    "höst": (11, 30),
    "höstterminen": (11, 30),
    "ht": (11, 30),
    "vinter": (2, 28),
}
_BEFORE = {"sommaren": (5, 31), "semestern": (6, 15), "midsommar": (6, 15), "jul": (12, 15), "julen": (12, 15),
           "årsskiftet": (12, 15), "våren": (2, 28), "hösten": (8, 31), "påsk": (3, 15), "skolstart": (8, 10),
           "skolavslutningen": (6, 5), "terminsstart": (8, 10)}  # fmt: skip
_AFTER = {"sommaren": (9, 30), "semestern": (9, 15), "årsskiftet": (1, 31), "jul": (1, 15), "påsk": (5, 15)}
_BETWEEN = re.compile(
    r"\s*(?:–|—|\s-\s|(?<=[a-zåäö])-(?=[a-zåäö0-9])|\s+till\s+|\s+och\s+|\s*/\s*(?=[a-zåäö])|,\s+)\s*"
)
_LONGEST = 120  # signs; no day needs more
_ORDINALS = {"första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "1:a": 1, "2:a": 2, "3:e": 3, "4:e": 4}
_ORDINAL = r"(första|andra|tredje|fjärde|1:a|2:a|3:e|4:e)"


def read_when(text: str, *, on: dt.date) -> When:
    """The day, or what else the text says. Without a year it is the next such day counted from `on`."""
    said = _plain(text)
    if len(said) > _LONGEST:
        return _UNKNOWN
    if not said or said in ("-", "–", "?", "x"):
        return NOTHING
    if _ONGOING.search(said):
        return When(Time.ONGOING)
    if _DONE.fullmatch(said):
        return When(Time.DONE)
    if _SERIAL.fullmatch(said):
        return _bounded(dt.date(1899, 12, 30) + dt.timedelta(int(said)), on, is_exact=False)
    return _day_in(said, on) or _last_of_span(said, on) or _UNKNOWN


def _day_in(said: str, on: dt.date) -> When | None:
    for candidate in dict.fromkeys((said, _LEADING.sub("", said), said.replace("(", "").replace(")", ""))):
        if not candidate:
            continue
        if day := _exact(candidate, on):
            return _bounded(day, on, is_exact=True)
        for pattern, read in _READERS:
            if (match := pattern.fullmatch(candidate)) and (day := _safely(read, match, on)):
                return _bounded(day, on, is_exact=False)
    return None


def _last_of_span(said: str, on: dt.date) -> When | None:
    """ "mars–maj 2027": the last of it. A year that only the end carries is the end's."""
    parts = re.split(
        r"\s*(?:–|—|\s-\s|(?<=[a-zåäö])-(?=[a-zåäö0-9])|\s+till\s+|\s+och\s+|\s*/\s*(?=[a-zåäö])|,\s+)\s*", said
    )
    last = parts[-1].strip() if len(parts) > 1 else ""
    found = _day_in(last, on) if last else None
    return When(Time.DAY, found.day, is_exact=False) if found and found.day else None


def _exact(said: str, on: dt.date) -> dt.date | None:
    said = re.sub(r"^(den|senast)\s+", "", said)
    said = re.sub(r"(?<=\d)[:.]?(?:e|a)\b", "", said)
    if match := re.fullmatch(r"(\d\d)(\d\d)(\d\d)", said):  # 270331
        return _make(2000 + int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(20\d\d)(\d\d)(\d\d)", said):
        return _make(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[ /.-]+(?:'|’)?((?:20)?\d\d)", said):
        return _make(_full_year(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", said):
        return _make(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(rf"(\d{{1,2}})\s*{_MONTH}{_YEAR}", said):
        return _month_day(_month(match[2]), int(match[1]), match[3], on)
    return parse_day(said, on=on)


def _plain(text: str) -> str:
    said = " ".join(text.replace("\u00a0", " ").replace("\u2212", "-").split()).casefold()
    return said.strip(" .;:!")


def _bounded(day: dt.date, on: dt.date, *, is_exact: bool) -> When:
    if not on.year - _SPAN[0] <= day.year <= on.year + _SPAN[1]:
        return _UNKNOWN
    return When(Time.DAY, day, is_exact)


def _safely(
    read: Callable[[re.Match[str], dt.date], dt.date | None], match: re.Match[str], on: dt.date
) -> dt.date | None:
    try:
        return read(match, on)
    except (ValueError, OverflowError):
        return None


def _make(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _end_of_month(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _month_day(month: int, day: int, year: str | None, on: dt.date) -> dt.date | None:
    """The day in that year, or without a year the next one; a leap day falls back to the last of its month."""
    if year:
        return _make(_full_year(year), month, day)
    this = _make(on.year, month, day)
    return this if this and this >= on else _make(on.year + 1, month, day)


def _season_day(match: re.Match[str], on: dt.date) -> dt.date | None:
    month, day = _SEASONS[match[1]]
    years = match[2]
    if years and (double := re.fullmatch(r"(\d{4}|\d\d)\s*[-–/]\s*(\d{4}|\d\d)", years)):
        years = double[2]
    return _month_day(month, day, years, on)


def _week(match: re.Match[str], on: dt.date) -> dt.date | None:
    number, year = int(match[2] or match[1]), match[3]
    if year:
        return dt.date.fromisocalendar(_full_year(year), number, 5)
    this = dt.date.fromisocalendar(on.isocalendar().year, number, 5)
    return this if this >= on else dt.date.fromisocalendar(on.isocalendar().year + 1, number, 5)


def _part(number: int, parts: int, year: str | None, on: dt.date) -> dt.date | None:
    """The last day of the third quarter, the second half …"""
    if not 1 <= number <= parts:
        return None
    month = number * 12 // parts
    if year:
        return _end_of_month(_full_year(year), month)
    this = _end_of_month(on.year, month)
    return this if this >= on else _end_of_month(on.year + 1, month)


def _month_of(match: re.Match[str], on: dt.date, day: int = 0) -> dt.date:
    month = _month(match[1])
    year = _full_year(match[2]) if match[2] else on.year
    last = _end_of_month(year, month)
    if not match[2] and last < on:
        last = _end_of_month(on.year + 1, month)
    return last.replace(day=day) if day else last


def _day_before(match: re.Match[str], on: dt.date) -> dt.date | None:
    inner = match[1]
    if inner in _BEFORE:
        return None
    if month := re.fullmatch(rf"{_MONTH}{_YEAR}", inner):
        start = _month_of(month, on).replace(day=1)
        return (start if start > on or month[2] else start.replace(year=start.year + 1)) - dt.timedelta(1)
    day = _exact(inner, on)
    return day - dt.timedelta(1) if day else None


def _season_word(match: re.Match[str], on: dt.date, words: dict[str, tuple[int, int]]) -> dt.date | None:
    month, day = words[match[1]]
    return _month_day(month, day, match[2], on)


_SEASON = r"(vårterminen|höstterminen|vår|sommar|höst|vinter|vt|ht)(?:en|n|ens)?"
_YEARS = r"(?:\s*,?\s*[-/’']?\s*((?:20)?\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?))?"
_READERS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(r"(20\d\d)"), lambda m, on: dt.date(int(m[1]), 12, 31)),
    (re.compile(r"20\d\d\s*[-–/]\s*(20\d\d|\d\d)"), lambda m, on: _year_or_month(m, on)),
    (re.compile(rf"{_SEASON}{_YEARS}"), _season_day),
    (re.compile(rf"(?:slutet av |sen[ta]? )?{_MONTH}{_YEAR}(?: månad)?"), _month_of),
    (re.compile(rf"(?:början av|i början av|tidigt i) {_MONTH}{_YEAR}"), lambda m, on: _month_of(m, on, 10)),
    (re.compile(rf"(?:mitten av|i mitten av|mitt i) {_MONTH}{_YEAR}"), lambda m, on: _month_of(m, on, 15)),
    (
        re.compile(
            rf"(?:v\.?|vecka|veckorna|v:)\s*(\d{{1,2}})(?:\s*(?:-|–|och|till)\s*(?:v\.?\s*)?(\d{{1,2}}))?{_YEAR}"
        ),
        _week,
    ),
    (
        re.compile(rf"(?:q|kv\.?|kvartal|kvart\.?)\s*(?:[1-4]\s*[-–/]\s*)?(?:q|kv\.?)?([1-4]){_YEAR}"),
        lambda m, on: _part(int(m[1]), 4, m[2], on),
    ),
    (re.compile(rf"{_ORDINAL} (?:kvartalet|kv\.?){_YEAR}"), lambda m, on: _part(_ORDINALS[m[1]], 4, m[2], on)),
    (re.compile(rf"(?:t|tertial)\s*([1-3]){_YEAR}"), lambda m, on: _part(int(m[1]), 3, m[2], on)),
    (re.compile(rf"{_ORDINAL} tertialet{_YEAR}"), lambda m, on: _part(_ORDINALS[m[1]], 3, m[2], on)),
    (re.compile(rf"(?:h|halvår)\s*([12]){_YEAR}"), lambda m, on: _part(int(m[1]), 2, m[2], on)),
    (re.compile(rf"{_ORDINAL} halvåret{_YEAR}"), lambda m, on: _part(_ORDINALS[m[1]], 2, m[2], on)),
    (
        re.compile(rf"(?:vid |kring )?årsskifte[t]?{_YEARS}"),
        lambda m, on: dt.date(_full_year(re.split(r"\D", m[1])[0]) if m[1] else on.year, 12, 31),
    ),
    (
        re.compile(rf"(?:före|innan|inför|senast före) ({'|'.join(_BEFORE)}){_YEAR}"),
        lambda m, on: _season_word(m, on, _BEFORE),
    ),
    (re.compile(rf"(?:efter) ({'|'.join(_AFTER)}){_YEAR}"), lambda m, on: _season_word(m, on, _AFTER)),
    (re.compile(r"(?:före|innan) (.+)"), _day_before),
    (re.compile(r"(20\d\d)[-/.](\d{1,2})"), lambda m, on: _end_of_month(int(m[1]), int(m[2]))),
]


def _year_or_month(match: re.Match[str], on: dt.date) -> dt.date | None:
    """ "2026-2027" and "2026/27" are years; "2027-03" is a month."""
    start, end = int(match[0][:4]), match[1]
    if len(end) == 4:
        return dt.date(int(end), 12, 31)
    if 1 <= int(end) <= 12 and 2000 + int(end) <= start:
        return _end_of_month(start, int(end))
    return dt.date(2000 + int(end), 12, 31)
