"""A reader who holds today's public lists of boards and a public report, and tries to learn people's outcomes.

Public lists: who is in which post today, for which term, who chairs the audit committee, whom a council
nominated. From the report's tables the reader takes every total and asks, person by person, whether only one
outcome fits them all: ``leaves``, ``same`` (the seats of today and no other) or ``changed``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ortools.sat.python import cp_model

from planner.core.instance import Instance

Tables = dict[str, list[dict[str, Any]]]
"""Rows of each sheet of the public workbook, by column header."""


def _figure(cell: Any) -> int | None:
    """A number that the report gives, None where it keeps it back."""
    return cell if isinstance(cell, int) else None


def _range(cell: Any) -> tuple[int, int]:
    """Fewest and most that a cell leaves open."""
    if isinstance(cell, int):
        return cell, cell
    if match := re.fullmatch(r"about ([\d,]+)", cell):
        tens = int(match[1].replace(",", ""))
        return tens - 5, tens + 4
    if match := re.fullmatch(r"fewer than (\d+)", cell):
        # "fewer than 5" is never said of none; "fewer than 10" is, as test_inference sees to
        return (1 if match[1] == "5" else 0), int(match[1]) - 1
    assert cell == "not shown", cell
    return 0, 10_000


ALL_SHARED = "shared by the cluster’s boards"
FEWEST_NEDS, MOST_NEDS = 5, 7
"""Directors of one board, by law (BRD-3)."""
LOAD = 4
"""Boards above which the aim ``load`` counts."""


class Reader:
    """What the reader knows, as a model of all outcomes that fit."""

    def __init__(self, given: Instance, tables: Tables) -> None:
        self.model = cp_model.CpModel()
        self.given, self.tables = given, tables
        self.posts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in given.office_holders:
            self.posts[row.id or ""].append((row.organisation, row.role))
        self.cluster = {r["Code"]: r["Cluster number"] for r in tables["Organisations"]}
        self.bound: set[str] = set()
        """Whose outcome follows from the lists alone: their term ends, and none is renewed."""
        self._led: dict[str, list[Any]] = {}
        self.made = {r["Code"]: (r["Chair"], r["Directors"]) for r in tables["Boards"]}
        self.chairs = {p: self.model.new_bool_var(f"chair {p}") for p in self.posts}
        self.sits = {p: self.model.new_bool_var(f"ned {p}") for p in self.posts}
        self.stays = {p: self.model.new_bool_var(f"stays {p}") for p in self.posts}
        self.chair_in: dict[tuple[str, int], Any] = {}
        self.sits_in: dict[tuple[str, int], Any] = {}
        for p, held in self.posts.items():
            mine = sorted({self.cluster[o] for o, _ in held})
            if len(mine) == 1:  # nobody is chair and director of one board (BRD-2)
                self.chair_in[p, mine[0]], self.sits_in[p, mine[0]] = self.chairs[p], self.sits[p]
                self.model.add(self.stays[p] == self.chairs[p] + self.sits[p])
                continue
            for k in mine:
                self.chair_in[p, k] = self.model.new_bool_var(f"chair {p} {k}")
                self.sits_in[p, k] = self.model.new_bool_var(f"ned {p} {k}")
                self.model.add(self.chair_in[p, k] + self.sits_in[p, k] <= 1)
            self.model.add_max_equality(self.chairs[p], [self.chair_in[p, k] for k in mine])
            self.model.add_max_equality(self.sits[p], [self.sits_in[p, k] for k in mine])
            self.model.add_max_equality(self.stays[p], [self.chairs[p], self.sits[p]])
        self.more: dict[str, Any] = {}
        self.leading: list[Any] = []
        self._totals()
        self._clusters()
        self._sizes()
        self._leads()
        self._recruits()
        self._nominees()
        self._competitions()

    def _level(self, level: str) -> Any:
        return next((r["Value"] for r in self.tables["Levels"] if r["Id"] == level), None)

    def _totals(self) -> None:
        """How many leave, and how many chairs no longer chair, over the whole plan."""
        ends, offers = _figure(self._level("places_end")), self._level("offers_used")
        gone = sum(1 - x for x in self.stays.values()) - self._terms()
        assert ends is not None
        low, high = _range(offers)
        self.model.add(gone >= ends + low)
        self.model.add(gone <= ends + high)
        low, high = _range(self._level("chairs_lost"))
        today = [p for p, held in self.posts.items() if any(role == "chair" for _, role in held)]
        lost = sum(1 - self.chairs[p] for p in today)
        self.model.add(lost >= low)
        self.model.add(lost <= high)
        for p in set(self.posts) - set(today):
            self.model.add(
                self.chairs[p] == 0
            )  # chairs come from the chairs of today (an assumption it prints)

    def _terms(self) -> Any:
        """How many leave as a term ends: all whose terms do, or as many of them as the headline says."""
        rows: dict[str, list[Any]] = defaultdict(list)
        for row in self.given.office_holders:
            rows[row.id or ""].append(row.term_end)
        late = [p for p, ends in rows.items() if all(end < self.given.horizon_end for end in ends)]
        if self.given.renewals == "assumed":
            return 0
        leave = sum(1 - self.stays[p] for p in late)
        if self.given.renewals == "none":
            self.bound.update(late)
            self.model.add(leave == len(late))
        said = next(r["Answer"] for r in self.tables["Summary"] if r["Question"] == "The plan in one sentence")
        told = re.search(r"(\d+) (?:person|people) leaves? as a term ends", said)
        if told or "beside terms that end" not in said:
            self.model.add(leave == (int(told[1]) if told else 0))
        return leave

    def _here(self, number: int) -> list[str]:
        return [p for p, held in self.posts.items() if any(self.cluster[o] == number for o, _ in held)]

    def _clusters(self) -> None:
        """Seats by cluster: nobody sits in a cluster without a post there today."""
        for row in self.tables["Clusters"]:
            here = self._here(row["Number"])
            number = row["Number"]
            self.model.add(sum(self.chair_in[p, number] for p in here) <= row["Chair seats proposed"])
            if {self.made[o][1] for o, k in self.cluster.items() if k == number} == {ALL_SHARED}:
                self.model.add(sum(self.sits_in[p, number] for p in here) <= MOST_NEDS)
            kinds = [_figure(row[f"Filled {k}"]) for k in ("own", "shared", "locality")]
            if any(k is None for k in kinds):
                continue
            filled = sum(k for k in kinds if k is not None)
            new = self._new(number)
            total = sum(self.sits_in[p, number] for p in here)
            self.model.add(total <= filled - (new or 0))
            if kinds[0] == 0 and new is not None:  # nobody holds two such seats of one cluster
                self.model.add(total == filled - new)

    def _new(self, number: int) -> int | None:
        """Directors to be recruited for a cluster; also by subtraction, where one row alone is kept back."""
        rows = self.tables["Recruits"]
        found = [r["People"] for r in rows if str(r["Cluster number"]) == str(number)]
        if _figure(next((r["People"] for r in rows if r["Cluster"] == "NEDs"), 0)) is None:
            return None
        return 0 if not found else _figure(found[0])

    def _sizes(self) -> None:
        """Directors of boards that share all of them, from whatever tells how many sit there."""
        measured = next((r["Measured"] for r in self.tables["Rules"] if r["Rule"] == "BRD-3"), "")
        told = re.fullmatch(r"(\d+) to (\d+) NEDs", measured)
        low, high = (int(told[1]), int(told[2])) if told else (FEWEST_NEDS, MOST_NEDS)
        lasting = {r["Cluster number"]: r for r in self.tables.get("Lasting", []) if r["What"] == "cluster"}
        loads: list[Any] = []
        for number in sorted(set(self.cluster.values())):
            boards = [r for r in self.tables["Boards"] if r["Cluster number"] == number]
            if {r["Directors"] for r in boards} != {ALL_SHARED}:
                loads.append(self.model.new_int_var(0, 10_000, ""))
                continue
            size = self.model.new_int_var(low, high, f"size {number}")
            new = self._new(number)
            here = sum(self.sits_in[p, number] for p in self._here(number))
            self.model.add(here <= size if new is None else here == size - new)
            row = lasting.get(number)
            if row is not None and self.alike_sizes(row):
                self.model.add(size == FEWEST_NEDS if row["Short after one"] else size > FEWEST_NEDS)
                self.model.add(size < MOST_NEDS if row["Short after two"] else size == MOST_NEDS)
            for board in boards:
                votes, silent = board.get("Officers voting", 0), board.get("Officers not voting", 0)
                self.model.add(size == votes if votes and silent else size >= votes)
            loads.append((size + 1) * max(0, len(boards) - LOAD))
        load = _figure(self._level("load"))
        if load is not None:
            self.model.add(sum(loads) == load)

    def alike_sizes(self, row: dict[str, Any]) -> bool:
        """Whether all boards of a cluster fall short together, as those that share all directors do."""
        return {row["Short after one"], row["Short after two"]} <= {0, row["Boards"]}

    def _leads(self) -> None:
        """Each board has a chair: of today, from this cluster, or recruited."""
        for number in sorted(set(self.cluster.values())):
            codes = [o for o, k in self.cluster.items() if k == number]
            here = [p for p, k in self.chair_in if k == number and self._chairs_today(p)]
            if self.made[codes[0]][0] != "of this board":
                new = self.model.new_bool_var(f"recruit {number}")
                self.model.add(sum(self.chair_in[p, number] for p in here) + new == 1)
                self.leading.append(new)
                continue
            for p in here:
                mine = {o for o, role in self.posts[p] if role == "chair"}
                leads = {o: self.model.new_bool_var(f"{p} leads {o}") for o in codes}
                self.model.add_max_equality(self.chair_in[p, number], list(leads.values()))
                others = [x for o, x in leads.items() if o not in mine]
                self.more[p] = self.model.new_bool_var(f"{p} leads more")
                self.model.add_max_equality(self.more[p], others or [0])
                for o in codes:
                    self._led.setdefault(o, []).append(leads[o])
            for o in codes:
                new = self.model.new_bool_var(f"recruit {o}")
                self.model.add(sum(self._led.get(o, [])) + new == 1)
                self.leading.append(new)

    def _chairs_today(self, person: str) -> bool:
        return any(role == "chair" for _, role in self.posts[person])

    def _nominees(self) -> None:
        """A council's nominee on a Care Trust's board stays, or somebody is recruited there."""
        for row in self.given.coverage:
            if not row.relevant or self.given.by_code[row.organisation].kind == "pct":
                continue
            number = self.cluster[row.organisation]
            held = {
                h.id or ""
                for h in self.given.office_holders
                if h.nominated_by == row.local_authority
                and h.la_member
                and self.cluster[h.organisation] == number
            }
            if held and self._new(number) == 0:
                self.model.add(sum(self.sits_in[p, number] for p in held) >= 1)

    def _recruits(self) -> None:
        """Chairs from outside are given in total."""
        outside = next(
            (r["People"] for r in self.tables["Recruits"] if r["Cluster"] == "chairs, in total only"), 0
        )
        seats = sum(r["Chair seats proposed"] for r in self.tables["Clusters"])
        self.model.add(sum(self.chair_in.values()) <= seats - (_figure(outside) or 0))
        if _figure(outside) == 0:
            self.model.add(sum(self.leading) == 0)
        elif _figure(outside) is not None:
            self.model.add(sum(self.leading) >= outside)

    def _competitions(self) -> None:
        """Seats that nobody of the pool can hold twice are filled from the pool."""
        for row in self.tables["Competitions"]:
            seats, pool = _figure(row["Seats"]) if "Seats" in row else None, _figure(row["Pool"])
            if seats is None or row["Post"] != "shared director":
                continue
            here = self._here(row["Cluster number"])
            self.model.add(sum(self.sits_in[p, row["Cluster number"]] for p in here) >= seats)
            if pool == len(here):  # everybody: as many of them stay as there are seats, at least
                self.model.add(sum(self.stays[p] for p in here) >= seats)

    def possible(self) -> set[tuple[str, int]]:
        """Who can stay (1) and who can leave (0), of one person for all whom the lists show alike."""
        return self._cases(self.stays, [p for p, _ in self.alike()])

    def chairing(self) -> set[tuple[str, int]]:
        """Which chairs of today can chair (1) and can chair nothing (0)."""
        chairs = [p for p, _ in self.alike() if any(role == "chair" for _, role in self.posts[p])]
        return self._cases(self.chairs, chairs)

    def taking(self) -> set[tuple[str, int]]:
        """Which chairs of today can lead another board (1) and can do without (0)."""
        return self._cases(self.more, [p for p, _ in self.alike() if p in self.more])

    def _cases(self, about: dict[str, Any], people: list[str]) -> set[tuple[str, int]]:
        """Values that can be, by person.

        Solutions that show as many cases not yet seen as can be, until none shows one.
        """
        left = {(p, v) for p in people for v in (0, 1)}
        found: set[tuple[str, int]] = set()
        while left:
            model = self.model.clone()
            model.maximize(sum(about[p] if v else 1 - about[p] for p, v in sorted(left)))
            status, seen = self._seen(about, model, left, 2.0)
            if not seen and status == cp_model.OPTIMAL:
                break
            if not seen:  # too many at once: one by one
                person, value = case = min(left)
                model = self.model.clone()
                model.add(about[person] == value)
                status, seen = self._seen(about, model, left, 200.0)
                assert status != cp_model.UNKNOWN, f"not known whether {case} fits"
                left -= {case}
            found |= seen
            left -= seen
        return found

    def _seen(
        self, about: dict[str, Any], model: cp_model.CpModel, left: set[tuple[str, int]], work: float
    ) -> tuple[Any, set[tuple[str, int]]]:
        """Status of a model, and the cases that its solution shows."""
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.max_deterministic_time = work
        status = solver.solve(model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return status, set()
        return status, {(p, v) for p, v in left if solver.value(about[p]) == v}

    def outcomes(
        self, person: str, possible: set[tuple[str, int]], chairing: set[tuple[str, int]] | None = None
    ) -> set[str]:
        """Outcomes of one person that fit everything; also those of whoever is listed alike.

        Of a chair of today also whether they can chair at all: that they can't is an outcome of its own.
        """
        chairs = any(role == "chair" for _, role in self.posts[person])
        if chairing is not None and chairs and (person, 1) not in chairing:
            return {"chairs nothing"}
        found = {"leaves"} if (person, 0) in possible else set()
        if (person, 1) not in possible:
            return found
        mine = {self.cluster[o] for o, _ in self.posts[person]}
        if not any(sum(c == k for c in self.cluster.values()) > 1 for k in mine):
            return found | {"same"}
        own = all("of this board" in self.made[o][role == "ned"] for o, role in self.posts[person])
        # a seat of all boards is another than today's; where there are others too, either may be it
        return found | ({"same", "changed"} if own else {"changed"})

    def fits(self) -> bool:
        """Whether anything fits at all: else the reader has misread the report."""
        solver = cp_model.CpSolver()
        return solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)

    def leaving(self) -> tuple[int, int]:
        """Fewest and most people who leave, over everything that fits."""
        gone = sum(1 - x for x in self.stays.values())
        ends = []
        for sign in (1, -1):
            model = self.model.clone()
            model.minimize(sign * gone)
            solver = cp_model.CpSolver()
            assert solver.solve(model) == cp_model.OPTIMAL
            ends.append(sign * round(solver.objective_value))
        return ends[0], ends[1]

    def alike(self) -> Iterator[tuple[str, list[str]]]:
        """Groups of people whom the reader can't tell apart, each with one of them."""
        groups: dict[tuple[bool, bool, tuple[tuple[str, str], ...]], list[str]] = defaultdict(list)
        nominated = {h.id for h in self.given.office_holders if h.nominated_by}
        ends: dict[str, set[Any]] = defaultdict(set)
        for row in self.given.office_holders:
            ends[row.id or ""].add(row.term_end < self.given.horizon_end)
        for person, held in self.posts.items():
            late = self.given.renewals != "assumed" and ends[person] == {True}
            groups[person in nominated, late, tuple(sorted(held))].append(person)
        for group in groups.values():
            yield group[0], group

    def learnt(self) -> dict[str, str]:
        """Whose outcome follows, unless it is to go on as today."""
        found = {}
        possible, chairing, taking = self.possible(), self.chairing(), self.taking()
        for person, group in self.alike():
            if person in self.bound:
                continue
            if person in self.more and (person, 0) not in taking:
                found[person] = "takes another chair"
                continue
            outcomes = self.outcomes(person, possible, chairing)
            if len(outcomes) == 1 and outcomes != {"same"}:
                found |= dict.fromkeys(group, next(iter(outcomes)))
        return found
