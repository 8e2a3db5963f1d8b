"""A paper as Markdown; whatever comes from data is text there, never mark-up."""

from __future__ import annotations

import re

from planner.report.papers.document import Block, Bullets, Paper, Table, Text

_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~&])")
_START = re.compile(r"^(\s*)([-+=]|[0-9]+[.)])")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|www)([:.])")


def markdown(paper: Paper) -> str:
    r"""The paper as text in CommonMark with tables.

    >>> from planner.report.papers.document import Section
    >>> print(markdown(Paper("A & b", (), (Section("One", (Text("<script>"),)),))))
    # A \& b
    <BLANKLINE>
    ## One
    <BLANKLINE>
    \<script\>
    <BLANKLINE>
    """
    parts = [f"# {escaped(paper.title)}", *(f"**{escaped(n)}**" for n in paper.notices)]
    for section in paper.sections:
        parts.append(f"## {escaped(section.heading)}")
        parts += [_block(b) for b in section.blocks]
    return "\n\n".join(parts) + "\n"


def escaped(text: str) -> str:
    r"""One line of text whose signs mean themselves.

    >>> escaped("=cmd() *b*"), escaped("1. first"), escaped("see http://x.y")
    ('\\=cmd() \\*b\\*', '1\\. first', 'see http\\://x.y')
    """
    plain = _MARKS.sub(r"\\\1", " ".join(text.split()))
    plain = _START.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", plain)
    return _ADDRESS.sub(r"\1\\\2", plain)  # an address in data becomes no link


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return escaped(block.text)
    if isinstance(block, Bullets):
        return "\n".join(f"* {escaped(i)}" for i in block.items)
    return f"{escaped(block.caption)}\n\n{_table(block)}"


def _table(table: Table) -> str:
    lines = [table.header, tuple("---" for _ in table.header)]
    text = ["| " + " | ".join(escaped(c) for c in lines[0]) + " |", "| " + " | ".join(lines[1]) + " |"]
    text += ["| " + " | ".join(_cell(c) for c in row) + " |" for row in table.rows]
    return "\n".join(text)


def _cell(text: str) -> str:
    """Lines of a cell are kept apart."""
    return "<br>".join(escaped(line) for line in text.split("\n") if line.strip()) or "not applicable"
