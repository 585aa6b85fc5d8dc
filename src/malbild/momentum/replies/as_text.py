"""HTML of a mail as lines of text; what is marked as a quotation gets the sign of one."""

from __future__ import annotations

from html.parser import HTMLParser

_BREAKS = frozenset(
    [
        "p",
        "div",
        "tr",
        "li",
        "ul",
        "ol",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "hr",
        "section",
        "article",
        "header",
        "footer",
    ]
)
_UNSEEN = frozenset(("style", "script", "head", "title", "template"))
_EMPTY = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_QUOTES = ("gmail_attr", "moz-cite-prefix", "yahoo_quoted", "ms-outlook-mobile-reference-message")
_LETTER_BELOW = ("divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "olk_src_body_section")
LETTER = "-----Ursprungligt meddelande-----"
_DEEPEST = 200


def as_text(html: str) -> str:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool, bool]] = []  # tag, quoted, unseen
        self._lines: list[str] = []
        self._line = ""
        self._line_is_quoted = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break()
            return
        if tag in _BREAKS or tag == "blockquote":
            self._end_line()
        told = {name: (value or "").lower() for name, value in attrs}
        marks = f"{told.get('id', '')} {told.get('class', '')}"
        if any(mark in marks for mark in _LETTER_BELOW):
            self._lines.append(LETTER)
        if tag in _EMPTY or len(self._open) >= _DEEPEST:
            return
        is_quoted = tag == "blockquote" or any(mark in marks for mark in _QUOTES)
        hides = "display:none" in told.get("style", "").replace(" ", "")
        self._open.append((tag, self._is_quoted or is_quoted, self._is_unseen or tag in _UNSEEN or hides))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS or tag == "blockquote":
            self._end_line()
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                break
        if tag in ("p", "blockquote"):
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if self._is_unseen:
            return
        words = " ".join(data.replace("\u00a0", " ").split())
        if not words:
            self._line += " " if self._line else ""
            return
        self._line_is_quoted = self._line_is_quoted or self._is_quoted
        before = " " if data[:1].isspace() and self._line else ""
        self._line += before + words + (" " if data[-1:].isspace() else "")

    @property
    def _is_quoted(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    @property
    def _is_unseen(self) -> bool:
        return bool(self._open) and self._open[-1][2]

    def _end_line(self) -> None:
        if self._line.strip():
            self._break()

    def _break(self) -> None:
        mark = "> " if self._line_is_quoted or self._is_quoted else ""
        self._lines.append(mark + " ".join(self._line.split()))
        self._line, self._line_is_quoted = "", False

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines)
