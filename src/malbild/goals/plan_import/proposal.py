"""From a row to what it would become, with the questions only a person can answer. The person's word goes last."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from malbild.goals.plan_import.dates import Time, When, read_when
from malbild.goals.plan_import.guess import Field
from malbild.goals.plan_import.owners import Match, Person, match_owner
from malbild.goals.plan_import.reading import Row

MARK = "[personnummer borttaget]"  # stands in the draft where a personnummer was: the number itself is never kept


class Kind(StrEnum):
    MEASURE = "measure"
    LINE = "line"


class Status(StrEnum):
    """Words of a status column. The colour of a cell is never read."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    DONE = "done"
    UNDER_WAY = "under-way"
    NOT_STARTED = "not-started"


class Question(StrEnum):
    """What the person should look at. The first group stops the row until it is answered."""

    PERSONAL_NUMBER = "personal-number"
    MISSING_TEXT = "missing-text"
    # From here on the row can come in as it is.
    MISSING_VALUE = "missing-value"
    WHEN = "when"
    OWNER = "owner"
    OWNER_AMBIGUOUS = "owner-ambiguous"
    SHORTENED = "shortened"
    ALREADY_THERE = "already-there"
    HIDDEN = "hidden"
    SEVERAL = "several"


STOPPING = frozenset({Question.PERSONAL_NUMBER, Question.MISSING_TEXT})
LENGTHS = {Field.PROBLEM: 160, Field.CAUSE: 200, Field.MEASURE: 200, Field.SUB_GOAL: 200}
LINE_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Proposal:
    """`included` is what the box says; a row with a stopping question does not come in however it stands."""

    number: int
    texts: Mapping[Field, str]
    heading: str
    kind: Kind
    included: bool
    title: str
    owner_id: int | None
    due: dt.date | None
    when: When
    status: Status | None
    questions: tuple[Question, ...]
    from_formula: frozenset[Field] = frozenset()
    missing: frozenset[Field] = frozenset()
    carried: frozenset[Field] = frozenset()
    match: Match = field(default_factory=Match)

    @property
    def is_stopped(self) -> bool:
        return any(q in STOPPING for q in self.questions)

    @property
    def comes_in(self) -> bool:
        return self.included and not self.is_stopped


def propose(
    row: Row, corrected: Mapping[str, Any], *, people: Sequence[Person], there: Collection[str], on: dt.date
) -> Proposal:
    """What the row would become. `there` holds the plain titles that the plan already has."""
    texts = {**row.texts, **{Field(k): v for k, v in corrected.get("texts", {}).items()}}
    when = read_when(texts.get(Field.WHEN, ""), on=on)
    status = read_status(texts.get(Field.STATUS, ""), is_status_column=True) or read_status(
        texts.get(Field.FOLLOW_UP, ""), is_status_column=False
    )
    status = status or read_status(texts.get(Field.WHEN, ""), is_status_column=False)
    match = match_owner(texts.get(Field.WHO, ""), people)
    kind = Kind(corrected.get("kind", Kind.LINE if when.time is Time.ONGOING else Kind.MEASURE))
    whole = texts.get(Field.MEASURE, "")
    title = short(whole, LINE_LENGTH if kind is Kind.LINE else LENGTHS[Field.MEASURE])
    is_there = plain(title) in there
    owner_id = corrected.get("owner", match.person_id)
    if owner_id is not None and owner_id not in {p.id for p in people}:
        owner_id = None
    due = _day(corrected["due"]) if "due" in corrected else when.day
    questions = [
        *_about_text(row, texts, corrected, title != whole),
        *([Question.WHEN] if when.time is Time.UNKNOWN and "due" not in corrected and kind is Kind.MEASURE else []),
        *_about_owner(texts, match, corrected),
        *([Question.ALREADY_THERE] if is_there else []),
        *([Question.HIDDEN] if row.is_hidden else []),
    ]
    return Proposal(
        number=row.number,
        texts=texts,
        heading=row.heading,
        kind=kind,
        included=corrected.get("included", not is_there and not row.is_hidden),
        title=title,
        owner_id=owner_id,
        due=due,
        when=when,
        status=status,
        questions=tuple(questions),
        from_formula=row.from_formula,
        missing=row.missing - _written(corrected),
        carried=row.carried - _written(corrected),
        match=match,
    )


def _about_text(row: Row, texts: Mapping[Field, str], corrected: Mapping[str, Any], is_cut: bool) -> list[Question]:
    found = []
    if any(MARK in t for t in texts.values()):
        found.append(Question.PERSONAL_NUMBER)
    if not texts.get(Field.MEASURE, "").strip():
        found.append(Question.MISSING_TEXT)
    if (row.missing - {Field.MEASURE}) - _written(corrected):
        found.append(Question.MISSING_VALUE)
    if is_cut or any(len(texts.get(f, "")) > n for f, n in LENGTHS.items()):
        found.append(Question.SHORTENED)
    return found


def _about_owner(texts: Mapping[Field, str], match: Match, corrected: Mapping[str, Any]) -> list[Question]:
    if "owner" in corrected or not texts.get(Field.WHO, "").strip():
        return []
    if match.is_ambiguous and match.person_id is None:
        return [Question.OWNER_AMBIGUOUS]
    if match.person_id is None:
        return [Question.OWNER]
    return [Question.SEVERAL] if match.has_others else []


def _written(corrected: Mapping[str, Any]) -> frozenset[Field]:
    """The fields that a person has written since."""
    return frozenset(Field(k) for k in corrected.get("texts", {}))


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


_WORDS: tuple[tuple[Status, str], ...] = (
    (Status.NOT_STARTED, r"(ej|inte|icke|oför) ?(påbörja[dt]?|klar[at]?|starta[dt]?|genomför[dt]|ändrat?)|planera[dt]"),
    (Status.DONE, r"klar[ta]?|genomför[dt]a?|avsluta[dt]e?|färdigt?|utför[dt]|uppnå[dt]d?t?|slutför[dt]"),
    (Status.UNDER_WAY, r"pågår|pågående|påbörja[dt]|igång|i gång|startat|delvis( klart?)?"),
    (Status.GREEN, r"grönt?|gröna"),
    (Status.YELLOW, r"gult?|gula|orange"),
    (Status.RED, r"röd|rött|röda"),
)  # fmt: skip
_FEW = 3  # words in a follow-up text that can be a status and nothing else


def read_status(text: str, *, is_status_column: bool) -> Status | None:
    """The status a text says. Outside a status column only short texts, or those that begin with a colour, count."""
    said = " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
    if not said:
        return None
    for status, words in _WORDS:
        is_colour = status in (Status.GREEN, Status.YELLOW, Status.RED)
        if re.fullmatch(words, said):
            return status
        if re.match(rf"(?:{words})\b", said) and (is_status_column or is_colour or len(said.split()) <= _FEW):
            return status
    return None


def short(text: str, most: int) -> str:
    """The text, or its beginning up to a whole word and an ellipsis when it is longer than `most` signs."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    whole = cut if text[most - 1].isspace() else cut.rsplit(" ", 1)[0]
    return whole.rstrip(" ,;:.–-") + "…"


def plain(text: str) -> str:
    """A title for comparison: "  Byt lampor. " and "byt lampor" are the same åtgärd."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
