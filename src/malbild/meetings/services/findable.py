"""The minutes' lines, kept apart so that they can be searched by whoever may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from malbild.access.policy import Reach
from malbild.kit.folding import folded
from malbild.meetings.models import Correction, FoundKind, FoundLine, Minutes

UNDER = 200
type Told = tuple[FoundKind, str, str, bool]


def make_findable(minutes: Minutes, whole: dict[str, Any]) -> None:
    """The lines of the whole notes; each reaches as far as it does in them. Again gives the same lines."""
    FoundLine.objects.filter(minutes=minutes).exclude(kind=FoundKind.CORRECTION).delete()
    FoundLine.objects.bulk_create(_line(minutes, *told) for told in _lines(whole))


def make_correction_findable(correction: Correction) -> None:
    _line(correction.minutes, FoundKind.CORRECTION, correction.text, "", correction.is_internal).save()


def _lines(whole: dict[str, Any]) -> Iterator[Told]:
    for row in whole["decisions"]:
        yield FoundKind.DECISION, row["text"], row["body"], row.get("is_internal", False)
    for row in whole["measures"]:
        yield FoundKind.MEASURE, row["text"], row["owner"], False
    for row in whole["answers"]:
        note = f". {row['note']}" if row["note"] else ""
        yield (
            FoundKind.ANSWER,
            f"{row['text']}: {row['answer'].lower()}{note}",
            row["owner"],
            row.get("is_internal", False),
        )
    for point in whole["points"]:
        hidden = point.get("is_internal", False)
        for text in [*point["settled"], *point["notes"]]:
            yield FoundKind.NOTE, text, point["title"], hidden
        for text in point.get("inside", ()):
            yield FoundKind.NOTE, text, point["title"], True


def _line(minutes: Minutes, kind: FoundKind, text: str, under: str, is_internal: bool) -> FoundLine:
    return FoundLine(
        partnership_id=minutes.partnership_id,
        party_id=minutes.party_id,
        reach=Reach.PARTNERSHIP if is_internal else Reach.DECIDED,
        minutes=minutes,
        meeting_id=minutes.meeting_id,
        kind=kind,
        day=minutes.meeting.day,
        text=text,
        under=under[:UNDER],
        is_internal=is_internal,
        folded=folded(f"{text} {under[:UNDER]}"),
    )
