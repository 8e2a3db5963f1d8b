"""What a figure is counted on: an instance with a plan, or with today or the reference written as one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from planner.boards.resilience import Resilience, ResilienceError, TooEntangledError, resilience
from planner.checker import known
from planner.checker.pinned import one_chair, pinned, terms_known
from planner.core.comparison import Amount
from planner.core.instance import Instance
from planner.core.plan import Board, Cluster, Plan, Role
from planner.core.rows import OfficeHolder
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel
from planner.objectives.roster import posts_today, seats


@dataclass(frozen=True)
class Subject:
    """One column: figures read nothing else."""

    instance: Instance
    plan: Plan
    rulebook: Rulebook

    @cached_property
    def several(self) -> tuple[Cluster, ...]:
        """Clusters of several organisations."""
        return tuple(c for c in self.plan.clusters if len(c.organisations) > 1)

    @cached_property
    def posts(self) -> dict[str, tuple[OfficeHolder, ...]]:
        """Posts of today by person."""
        return posts_today(self.instance)

    @cached_property
    def seats(self) -> dict[str, set[tuple[str, Role]]]:
        """Seats by person."""
        return seats(self.plan)

    @cached_property
    def home(self) -> dict[str, set[str]]:
        """Organisations in which each person has a post today."""
        return {person: {row.organisation for row in rows} for person, rows in self.posts.items()}

    @cached_property
    def sitting(self) -> dict[str, set[str]]:
        """People on the board of each organisation, its chair included."""
        found: dict[str, set[str]] = {b.organisation: set() for b in self.plan.boards}
        for person, held in self.seats.items():
            for organisation, _ in held:
                found[organisation].add(person)
        return found

    def one_chair(self, cluster: Cluster) -> bool:
        """Whether one person chairs all boards of a cluster."""
        chairs = {b.chair for b in self._boards(cluster)}
        return len(chairs) == 1 and None not in chairs

    def one_board(self, cluster: Cluster) -> bool:
        """Whether all boards of a cluster have the same chair and the same directors."""
        directors = {frozenset(n.person for n in b.neds) for b in self._boards(cluster)}
        return self.one_chair(cluster) and len(directors) == 1

    def _boards(self, cluster: Cluster) -> list[Board]:
        """Boards of a cluster; none of a map without boards."""
        return [b for o in cluster.organisations if (b := self.plan.board_of.get(o)) is not None]

    def body(self, cluster: Cluster) -> set[str] | None:
        """Who meets with the executive team as one body of a cluster; None where its boards meet by themselves.

        The nominated cluster board with its chair; where one person chairs all boards, everybody on them.
        """
        if cluster.cluster_board is not None:
            return {cluster.cluster_board.chair, *(n.person for n in cluster.cluster_board.neds)}
        model = self.plan.governance.get(cluster.governance)
        if model is None or model.keeps_boards or model.chair_scope != "cluster":
            return None
        return set().union(*(self.sitting[o] for o in cluster.organisations))

    @cached_property
    def pay(self) -> dict[str, int]:
        """Pounds a year of everybody with a seat, each once at the highest single role (A5.6)."""
        table = self.rulebook.pay
        audit = {b.audit_chair for b in self.plan.boards}
        paid = {}
        for person, held in self.seats.items():
            rates = [table.ned] if any(role == "ned" for _, role in held) else []
            rates += [table.audit_chair] if person in audit else []
            chaired = [self.weight(organisation) for organisation, role in held if role == "chair"]
            rates += [self.band(sum(chaired))] if chaired else []
            paid[person] = max(rates)
        return paid

    def weight(self, organisation: str) -> int:
        """People that the pay of its chair goes by."""
        o = self.instance.by_code[organisation]
        return o.population if o.weighted_population is None else o.weighted_population

    def band(self, people: int) -> int:
        """Pounds a year for who chairs boards of so many people."""
        return [b.pounds for b in self.rulebook.pay.chair if people > b.above][-1]

    @cached_property
    def pinned(self) -> bool:
        """Whether totals together would pin down single people."""
        return pinned(self.instance, self.plan)

    @cached_property
    def chairs_move(self) -> bool:
        """Whether exact pay would tell which chair does."""
        return known.chairs_move(self.instance, self.plan)

    @cached_property
    def chairs_double(self) -> bool:
        """Whether the chance that all last would tell who takes a second chair."""
        return known.chairs_double(self.instance, self.plan)

    @cached_property
    def terms_known(self) -> bool:
        """Whether how many leave as a term ends would tell of few of those whose terms end."""
        return terms_known(self.instance, self.plan)

    @cached_property
    def chairs_serve_several(self) -> bool:
        """Whether one chair serves all boards of some cluster, so that whoever stays has another seat."""
        return any(one_chair(self.plan, c) for c in self.several)

    @cached_property
    def keep_their_people(self) -> bool:
        """Whether some boards of clusters of several do, so that each chooses its own audit chair."""
        models = [self.plan.governance.get(c.governance) for c in self.several]
        return any(m is None or m.keeps_boards for m in models)

    @cached_property
    def recruits_hidden(self) -> bool:
        """Whether recruits would tell what becomes of one person, or of all of a cluster."""
        return known.recruits_known(self.instance, self.plan)

    @cached_property
    def lasting(self) -> Resilience | str:
        """How likely the boards last, or why that is not known."""
        if self.rulebook.departures is None:
            return "the rulebook has no rates of departure"
        try:
            return resilience(self.instance, self.plan, self.rulebook)
        except (ResilienceError, TooEntangledError) as error:
            return str(error)


def number(n: int) -> Amount:
    """A plain number."""
    return Amount(low=n, high=n)


def part(n: int, of: int) -> Amount:
    """So many of so many."""
    return Amount(low=n, high=n, of=of)


def boards_but(subject: Subject, level: BoardLevel) -> Amount:
    """Of all boards those that a level does not count."""
    boards = len(subject.plan.boards)
    return part(boards - level.value(subject.instance, subject.plan, subject.rulebook), boards)


def span(low: int, high: int) -> Amount:
    """From the one to the other."""
    return Amount(low=low, high=high)


def spread(values: list[int], otherwise: str) -> Amount:
    """From the least to the greatest of several."""
    return span(min(values), max(values)) if values else nothing(otherwise)


def nothing(why: str) -> Amount:
    """No figure, and why."""
    return Amount(why=why)
