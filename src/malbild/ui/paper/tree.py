"""What a paper is made of. All words are plain text; `kind` names the block for templates that cannot ask its class."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 2  # 2 or 3; the title is the only one on level 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph. `own` words are the group's; `quiet` ones explain."""

    text: str
    own: bool = False
    quiet: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Item:
    text: str
    note: str = ""
    level: int = 0


@dataclass(frozen=True)
class Items:
    rows: list[Item]
    kind: Literal["items"] = "items"


@dataclass(frozen=True)
class Table:
    """Every row has as many cells as `heads`; `name` says what it shows to those who do not see it."""

    name: str
    heads: list[str]
    rows: list[list[str]]
    kind: Literal["table"] = "table"


type Block = Heading | Text | Items | Table


@dataclass(frozen=True)
class Paper:
    """`facts` are the lines of the head: label and value. `labels` are the paper's own words in its language."""

    title: str
    author: str
    facts: list[tuple[str, str]]
    blocks: list[Block]
    language: str = "sv"
    notice: str = ""
    subject: str = ""
    labels: dict[str, str] = field(default_factory=lambda: {"page": "Sida", "of": "av"})
