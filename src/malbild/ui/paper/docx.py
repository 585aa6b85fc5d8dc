"""A paper as a Word file: real styles, headings, lists and table headers, title and language set.

python-docx is imported when a file is made: a start does not pay for it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import TYPE_CHECKING, Any, Final

from malbild.kit import guard
from malbild.ui.paper.tree import Heading, Items, Paper, Table, Text

if TYPE_CHECKING:
    from docx.document import Document

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # what XML 1.0 cannot hold
_LANGUAGES: Final = {"sv": "sv-SE", "en": "en-GB"}
_LISTS: Final = ("List Bullet", "List Bullet 2", "List Bullet 3")


def paper_docx(paper: Paper, *, at: dt.datetime) -> bytes:
    """The paper as .docx; `at` is the time it says it was made."""
    from docx import Document as new_document  # noqa: PLC0415 - slow, and every start would pay for it

    made = new_document()
    _set_up(made, paper, at)
    if paper.notice:
        made.add_paragraph(_fit(paper.notice), style="Subtitle")
    made.add_paragraph(_fit(paper.title), style="Title")
    for label, value in paper.facts:
        line = made.add_paragraph()
        line.add_run(f"{_fit(label)}: ").bold = True
        line.add_run(_fit(value))
    for block in paper.blocks:
        match block:
            case Heading():
                made.add_heading(_fit(block.text), level=block.level - 1)
            case Text():
                made.add_paragraph(_fit(block.text), style="Quote" if block.own else "Normal")
            case Items():
                _list(made, block)
            case Table():
                _table(made, block)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _set_up(made: Document, paper: Paper, at: dt.datetime) -> None:
    from docx.shared import Pt, RGBColor  # noqa: PLC0415 - as above

    language = _LANGUAGES.get(paper.language, "sv-SE")
    about = made.core_properties
    about.title, about.author, about.subject, about.language = _fit(paper.title), _fit(paper.author), "", language
    about.created = about.modified = at.astimezone(dt.UTC).replace(tzinfo=None)
    about.comments, about.last_modified_by = "", _fit(paper.author)
    for tongue in made.styles.element.iter("{*}lang"):  # the document's default, which every style inherits
        for key in list(tongue.attrib):
            if str(key).endswith("}val"):
                tongue.set(key, language)
    ink = RGBColor(0x1B, 0x28, 0x30)
    _font(made, "Normal", 11)
    made.styles["Normal"].paragraph_format.space_after = Pt(6)
    for name, size in (("Title", 24), ("Heading 1", 15), ("Heading 2", 12), ("Subtitle", 10), ("Quote", 13)):
        _font(made, name, size).color.rgb = ink
    made.styles["Title"].font.bold = False


def _font(made: Document, name: str, size: int) -> Any:
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above
    from docx.shared import Pt  # noqa: PLC0415 - as above

    font: Any = made.styles[name].font
    font.name, font.size = "Calibri", Pt(size)
    fonts = font.element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme font would win over the name
        fonts.attrib.pop(qn(f"w:{key}"), None)
    return font


def _list(made: Document, block: Items) -> None:
    for row in block.rows:
        line = made.add_paragraph(_fit(row.text), style=_LISTS[min(row.level, len(_LISTS) - 1)])
        if row.note:
            line.add_run("\n" + _fit(row.note)).italic = True


def _table(made: Document, block: Table) -> None:
    from docx.oxml import OxmlElement  # noqa: PLC0415 - as above
    from docx.oxml.ns import qn  # noqa: PLC0415 - as above

    table = made.add_table(rows=1, cols=len(block.heads), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, block.heads, strict=True):
        cell.paragraphs[0].add_run(_fit(head)).bold = True
    marked = OxmlElement("w:tblHeader")  # said as a header by screen readers, and again on the next page
    marked.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(marked)
    about = OxmlElement("w:tblCaption")
    about.set(qn("w:val"), _fit(block.name))
    table._tbl.tblPr.append(about)
    for row in block.rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(_fit(text))
    made.add_paragraph()


def _fit(text: str) -> str:
    return _UNFIT.sub("", guard.clean(str(text)))
