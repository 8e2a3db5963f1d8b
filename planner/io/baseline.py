"""The baseline: boards, vacancies and terms as they are today."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from planner.core.instance import Instance
from planner.core.rows import OfficeHolder

FEWEST_NEDS, MOST_NEDS = 5, 7  # statute, guidance appendix A paragraph 3.3


def board_problems(posts: Iterable[OfficeHolder]) -> list[str]:
    """What makes a board of today unlawful, in words; empty when it is lawful.

    Source: guidance appendix A paragraph 3.3 (one chair, five to seven NEDs).
    """
    roles = Counter(p.role for p in posts)
    found = [] if roles["chair"] else ["no chair"]
    if roles["ned"] < FEWEST_NEDS:
        found.append(f"{roles['ned']} NEDs, fewer than {FEWEST_NEDS}")
    if roles["ned"] > MOST_NEDS:
        found.append(f"{roles['ned']} NEDs, more than {MOST_NEDS}")
    return found


@dataclass(frozen=True)
class BoardToday:
    """One board as it is today."""

    organisation: str
    name: str
    neds: int
    ned_seats: int
    chair: bool
    problems: tuple[str, ...]
    paragraph: str = "A3.3"

    @property
    def vacancies(self) -> int:
        """Empty NED seats."""
        return max(0, self.ned_seats - self.neds)


@dataclass(frozen=True)
class Baseline:
    """What is true today of a whole instance."""

    boards: tuple[BoardToday, ...]
    """One for each organisation; empty when there are no office holders."""
    terms_by_month: tuple[tuple[str, int], ...]
    """Terms that end before the horizon: month as yyyy-mm, and how many."""
    people: int
    consortia: int
    consortia_with_footprint: int
    established: tuple[str, ...]
    """Arrangements that are kept as they are (HR-2)."""

    @property
    def unlawful(self) -> tuple[BoardToday, ...]:
        """Boards that break statute today."""
        return tuple(b for b in self.boards if b.problems)

    @property
    def ned_vacancies(self) -> int:
        """Empty NED seats in all."""
        return sum(b.vacancies for b in self.boards)

    @property
    def chair_vacancies(self) -> int:
        """Boards without a chair."""
        return sum(not b.chair for b in self.boards)

    @property
    def terms_ending(self) -> int:
        """Terms that end before the horizon."""
        return sum(n for _, n in self.terms_by_month)

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, for ``--json``."""
        return {
            "unlawful_boards": [
                {**asdict(b), "problems": list(b.problems), "vacancies": b.vacancies} for b in self.unlawful
            ],
            "ned_vacancies": self.ned_vacancies,
            "chair_vacancies": self.chair_vacancies,
            "terms_ending_before_horizon": self.terms_ending,
            "terms_by_month": dict(self.terms_by_month),
            "people": self.people,
            "consortia": self.consortia,
            "consortia_with_footprint": self.consortia_with_footprint,
            "established_arrangements": list(self.established),
        }


def baseline(instance: Instance) -> Baseline:
    """Boards, vacancies and terms of today. Every row of office_holders counts as a filled post."""
    posts: dict[str, list[OfficeHolder]] = {}
    for holder in instance.office_holders:
        posts.setdefault(holder.organisation, []).append(holder)
    boards = tuple(
        BoardToday(
            organisation=o.code,
            name=o.name,
            neds=sum(p.role == "ned" for p in posts.get(o.code, ())),
            ned_seats=o.ned_seats,
            chair=any(p.role == "chair" for p in posts.get(o.code, ())),
            problems=tuple(board_problems(posts.get(o.code, ()))),
        )
        for o in instance.organisations
        if instance.office_holders
    )
    months = Counter(
        f"{h.term_end:%Y-%m}" for h in instance.office_holders if h.term_end < instance.horizon_end
    )
    ids = {h.id for h in instance.office_holders if h.id}
    return Baseline(
        boards=boards,
        terms_by_month=tuple(sorted(months.items())),
        people=len(ids) + sum(not h.id for h in instance.office_holders),
        consortia=len(instance.consortia),
        consortia_with_footprint=len({f.consortium for f in instance.footprints}),
        established=tuple(
            sorted(
                {
                    o.arrangement
                    for o in instance.organisations
                    if o.arrangement and o.arrangement_strength == "established"
                }
            )
        ),
    )
