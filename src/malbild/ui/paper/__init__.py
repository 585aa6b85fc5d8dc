"""A paper: one tree of headings, lines and tables that becomes a web page, a tagged PDF and a Word file.

The three say the same, since none of them knows more than the tree. Import `pdf` and `docx` where they are used.
"""

from malbild.ui.paper.tree import Heading, Item, Items, Paper, Table, Text

__all__ = ["Heading", "Item", "Items", "Paper", "Table", "Text"]
