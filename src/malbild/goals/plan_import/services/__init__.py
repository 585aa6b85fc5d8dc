"""The life of an import: begun, corrected, committed whole, undone whole."""

from malbild.goals.plan_import.services.commit import commit_import
from malbild.goals.plan_import.services.drafts import (
    PlanUnreadable,
    begin,
    choose_layout,
    correct_rows,
    discard,
    read_file,
    read_text,
)
from malbild.goals.plan_import.services.linking import link_assignment, link_measure
from malbild.goals.plan_import.services.undo import UNDO_DAYS, undo_import

__all__ = [
    "UNDO_DAYS",
    "PlanUnreadable",
    "begin",
    "choose_layout",
    "commit_import",
    "correct_rows",
    "discard",
    "link_assignment",
    "link_measure",
    "read_file",
    "read_text",
    "undo_import",
]
