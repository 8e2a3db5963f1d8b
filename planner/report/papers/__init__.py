"""Papers for a board and a public register: typed documents, written as Markdown or Word."""

from collections.abc import Collection

from planner.report.papers.board import board_paper
from planner.report.papers.document import Bullets, Paper, Section, Table, Text
from planner.report.papers.markdown import markdown
from planner.report.papers.record import transparency_record
from planner.report.papers.word import word
from planner.report.views import ReportView

__all__ = [
    "Bullets",
    "Paper",
    "Section",
    "Table",
    "Text",
    "board_paper",
    "markdown",
    "paper_files",
    "transparency_record",
    "word",
]


def paper_files(view: ReportView, formats: Collection[str]) -> dict[str, str | bytes]:
    """File names and content of the papers in the formats ``md`` and ``docx``; others are passed over."""
    files: dict[str, str | bytes] = {}
    for name, paper in (("board-paper", board_paper(view)), ("transparency-record", transparency_record(view))):
        if "md" in formats:
            files[f"{name}.md"] = markdown(paper)
        if "docx" in formats:
            files[f"{name}.docx"] = word(paper)
    return files
