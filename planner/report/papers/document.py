"""What a paper is made of: sections of sentences, lists and tables, without any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OWNER = "[to be filled in by the owner]"
"""In place of what the tool can't know; a person must write it before the paper is used."""


@dataclass(frozen=True)
class Text:
    """One paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list, one sentence a line."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with one header row; every row is as long as the header, no cell is empty."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Text | Bullets | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A whole paper; ``notices`` stand above everything else and on every page."""

    title: str
    notices: tuple[str, ...]
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[str]:
        """Every text of it, in the order in which it is read."""
        yield self.title
        yield from self.notices
        for section in self.sections:
            yield section.heading
            for block in section.blocks:
                yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Text):
        yield block.text
    elif isinstance(block, Bullets):
        yield from block.items
    else:
        yield block.caption
        yield from block.header
        for row in block.rows:
            yield from row
