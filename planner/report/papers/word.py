"""A paper as a Word document: real headings, marked header rows, a language, no macros, no links."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime
from typing import Any

from planner.report.papers.document import Bullets, Paper, Table, Text

_STAMP = datetime(2011, 1, 31)
"""A fixed stamp, so that equal papers give equal files."""
_PAGE = 16.6
"""Centimetres between the margins."""
_FIGURE = re.compile(r"[0-9][0-9,]*|not shown")
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def word(paper: Paper) -> bytes:
    """The paper as ``.docx``; equal papers give equal bytes."""
    from docx import Document  # noqa: PLC0415 - slow to import, and needed only here

    document = Document()
    _properties(document, paper)
    document.add_heading(held(paper.title), level=0)
    for notice in paper.notices:
        document.add_paragraph().add_run(held(notice)).bold = True
    for section in paper.sections:
        document.add_heading(held(section.heading), level=1)
        for block in section.blocks:
            if isinstance(block, Text):
                document.add_paragraph(held(block.text))
            elif isinstance(block, Bullets):
                for item in block.items:
                    document.add_paragraph(held(item), style="List Bullet")
            else:
                _table(document, block)
    packed = io.BytesIO()
    document.save(packed)
    return _same_stamps(packed.getvalue())


def held(text: str) -> str:
    """The text without characters that no document can hold; each becomes U+FFFD."""
    return _UNHELD.sub("\ufffd", text)


def _properties(document: Any, paper: Paper) -> None:
    """Title, language, margins; the notices above and below every page."""
    from docx.shared import Cm, Pt  # noqa: PLC0415

    facts = document.core_properties
    facts.title, facts.author, facts.comments = held(paper.title)[:250], "planner", ""
    facts.created = facts.modified = _STAMP
    facts.last_modified_by, facts.language = "planner", "en-GB"
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Arial", Pt(11)
    _language(style.element)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    notice = held(" ".join(paper.notices))
    page.header.paragraphs[0].text = notice
    page.footer.paragraphs[0].text = notice


def _language(style: Any) -> None:
    """British English, so that a screen reader pronounces it rightly."""
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415

    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), "en-GB")
    style.get_or_add_rPr().append(mark)


def _table(document: Any, table: Table) -> None:
    """A caption and a table whose header row is marked and repeated on every page."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.oxml.ns import qn  # noqa: PLC0415
    from docx.shared import Cm, Pt  # noqa: PLC0415

    caption = document.add_paragraph(held(table.caption), style="Caption")
    caption.paragraph_format.keep_with_next = True
    made = document.add_table(rows=1, cols=len(table.header), style="Table Grid")
    for cell, text in zip(made.rows[0].cells, table.header, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(held(text)).bold = True
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(mark)
    figures = [all(_FIGURE.fullmatch(row[n]) for row in table.rows) for n in range(len(table.header))]
    for row in table.rows:
        added = made.add_row()
        whole = OxmlElement("w:cantSplit")
        added._tr.get_or_add_trPr().append(whole)
        for cell, text in zip(added.cells, row, strict=True):
            lines = [line for line in held(text).split("\n") if line.strip()] or ["not applicable"]
            cell.text = lines[0]
            for line in lines[1:]:
                cell.add_paragraph(line)
    made.autofit = False
    for column, width, right in zip(made.columns, widths(table), figures, strict=True):
        column.width = Cm(width)
        for cell in column.cells:
            cell.width = Cm(width)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
                for run in paragraph.runs:
                    run.font.size = Pt(9)
    document.add_paragraph()


def widths(table: Table) -> list[float]:
    """Width of each column in centimetres: room for its longest word, and more for more text."""
    weights = []
    for n, title in enumerate(table.header):
        texts = [title, *(row[n] for row in table.rows)]
        word = max((len(w) for t in texts for w in t.split()), default=1)
        weights.append(max(min(word, 20) + 3, 1.6 * min(max(len(t) for t in texts), 600) ** 0.5))
    return [round(_PAGE * w / sum(weights), 2) for w in weights]


def _same_stamps(packed: bytes) -> bytes:
    """The archive with one stamp for every part, so that its bytes don't tell when it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            same = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            same.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(same, old.read(part.filename))
    return out.getvalue()
