"""The access matrix as a page that a jurist can read: `python -m malbild.access.matrix > docs/access-matrix.md`."""

from __future__ import annotations

import sys

from malbild.access.actor import Role
from malbild.access.policy import ALLOWED, Action, Rule

_NAMES = {
    Role.COORDINATOR: "Samordnare",
    Role.LIAISON: "Kommunpolis",
    Role.PARTICIPANT: "Deltagare",
    Role.STEERING: "Styrgrupp",
    Role.ELECTED: "Politiker",
    Role.SUPPORTER: "Metodstöd",
    Role.READER: "Läsare",
    Role.GUEST: "Gäst i workshop",
    Role.ANSWERER: "Svarar från mejl",
}
_HEAD = """# Access matrix

Generated from `src/malbild/access/policy.py`; a test keeps the two equal. Every right also demands that the
person can see the record: own party's drafts, what is shared with the partnership, for politicians and readers
only what is decided, for metodstöd only the areas they were invited to and until the end day, for a guest only
the workshop whose code they typed, for a mail link only the items it names.

**ja** always · **eget** what is personally theirs · **egen part** their own party's · **insläppt** only where an
organiser has let them in (a workshop: "Låt metodstödet leda") · – no

"""


def _cell(role: Role, rule: Rule) -> str:
    if role in rule.roles:
        return "ja"
    if role in rule.own:
        return "eget"
    if role in rule.let_in:
        return "insläppt"
    return "egen part" if role in rule.own_party else "–"


def as_markdown() -> str:
    """The whole page, one row per action."""
    names = " | ".join(_NAMES[r] for r in Role)
    rows = [f"| {a} | " + " | ".join(_cell(r, ALLOWED[a]) for r in Role) + " |" for a in Action]
    return _HEAD + f"| Action | {names} |\n|---|" + "---|" * len(Role) + "\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
