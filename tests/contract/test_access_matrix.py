"""The reviewed page and the rules are the same thing."""

from pathlib import Path

from malbild.access.matrix import as_markdown
from malbild.access.policy import ALLOWED, Action

PAGE = Path(__file__).parents[2] / "docs" / "access-matrix.md"


def test_the_reviewed_matrix_is_the_one_in_force():
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "python -m malbild.access.matrix > docs/access-matrix.md"


def test_every_action_has_a_rule():
    assert set(ALLOWED) == set(Action)
