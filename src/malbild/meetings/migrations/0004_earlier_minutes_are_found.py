"""The minutes that were closed before they could be searched get their lines. Nothing in them was bara för oss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import migrations

from malbild.access.scope import outside_the_walls
from malbild.kit.clock import SWEDEN
from malbild.kit.folding import folded

UNDER = 200


def make_findable(apps: Any, _schema: Any) -> None:
    minutes, line = apps.get_model("meetings", "Minutes"), apps.get_model("meetings", "FoundLine")
    corrections = apps.get_model("meetings", "Correction")
    with outside_the_walls("the lines of earlier minutes"):
        for row in minutes.objects.filter(reopened_at=None, lines=None).select_related("meeting"):
            told = [*_lines(row.snapshot)]
            told += [("correction", c.text, "") for c in corrections.objects.filter(minutes=row)]
            line.objects.bulk_create(
                line(
                    partnership_id=row.partnership_id,
                    party_id=row.party_id,
                    reach=row.reach,
                    minutes=row,
                    meeting_id=row.meeting_id,
                    kind=kind,
                    day=row.meeting.starts_at.astimezone(SWEDEN).date(),
                    text=text,
                    under=under[:UNDER],
                    folded=folded(f"{text} {under[:UNDER]}"),
                )
                for kind, text, under in told
            )


def _lines(said: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for row in said.get("decisions", ()):
        yield "decision", row["text"], row.get("body", "")
    for row in said.get("measures", ()):
        yield "measure", row["text"], row.get("owner", "")
    for row in said.get("answers", ()):
        note = f". {row['note']}" if row.get("note") else ""
        yield "answer", f"{row['text']}: {row['answer'].lower()}{note}", row.get("owner", "")
    for point in said.get("points", ()):
        for text in [*point.get("settled", ()), *point.get("notes", ())]:
            yield "note", text, point.get("title", "")


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_private_parts_approvals_and_search")]

    operations = [migrations.RunPython(make_findable, migrations.RunPython.noop)]
