"""An even plainer enumeration, to test the oracle: every board in full, no grouping, no bound.

Only for one to three organisations with a handful of people and one or two NEDs a board.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import combinations, product

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook

Board = tuple[str, frozenset[str], str | None]
"""Chair, NEDs, audit chair."""

DEFAULT = (
    "own_people",
    "places_end",
    "chairs_lost",
    "offers_used",
    "recruits",
    "below_six",
    "load",
    "skills_missing",
    "cost",
)
"""Levels in their default order."""


class Dumb:
    """All boards of one map."""

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        m: dict[str, tuple[frozenset[str], GovernanceModel]],
        keep: int = 7,
        order: Sequence[str] = DEFAULT,
    ) -> None:
        self.keep, self.order = keep, order
        self.instance, self.rulebook, self.map = instance, rulebook, m
        self.rows = {
            h.id: [r for r in instance.office_holders if r.id == h.id] for h in instance.office_holders
        }
        self.orgs = sorted(m)
        self.low = rulebook.by_id["BRD-3"].parameters["min"]
        self.high = rulebook.by_id["BRD-3"].parameters["max"]
        self.authority: dict[str, str] = {}
        self.recruits: dict[str, frozenset[str]] = {}
        """Recruit to the cluster it serves."""
        for cluster in {c for c, _ in m.values()}:
            wanted = sorted(
                {c.local_authority for c in instance.coverage if c.organisation in cluster and c.relevant}
            ) or [""]
            for n in range(len(cluster)):
                self.recruits[f"new chair {min(cluster)} {n}"] = cluster
            for tag in wanted:
                for n in range(len(cluster) * self.high):
                    self.recruits[f"new ned {min(cluster)} {tag} {n}"] = cluster
                    self.authority[f"new ned {min(cluster)} {tag} {n}"] = tag

    def decided(self, kind: str, who: str) -> list[tuple[str | None, str | None]]:
        return [(d.object, d.role) for d in self.instance.decisions if d.kind == kind and d.subject == who]

    def lifted(self, rule: str, org: str) -> bool:
        return any(
            d.kind == "exempt" and d.subject == rule and org in (d.object or "").split(";")
            for d in self.instance.decisions
        )

    def last_day(self, who: str, org: str) -> date:
        """Last day in office on a board without any renewal."""
        if who in self.recruits:
            return date.max
        here = [r for r in self.rows[who] if r.organisation == org]
        return max(r.term_end for r in here or self.rows[who])

    def outlasts(self, who: str, org: str) -> bool:
        """Whether a seat to the end would be longer than the term."""
        return self.last_day(who, org) < self.instance.horizon_end

    def barred(self, who: str, org: str) -> bool:
        none = self.instance.renewals == "none" and not self.lifted("BRD-TERM", org)
        return none and self.outlasts(who, org)

    def incumbents(self, org: str, role: str) -> set[str]:
        other = "chair" if role == "ned" else "ned"
        return {
            h.id
            for h in self.instance.office_holders
            if (h.organisation, h.role) == (org, role)
            and not self.decided("release", h.id)
            and (org, other) not in self.decided("place", h.id)
        }

    def staying(self, org: str, role: str) -> set[str]:
        renewed = self.instance.renewals == "assumed"
        return {who for who in self.incumbents(org, role) if renewed or not self.outlasts(who, org)}

    # ---- one board ---------------------------------------------------------------------------

    def sitters(self, org: str, role: str) -> list[str]:
        cluster, _ = self.map[org]
        out = []
        for who, rows in self.rows.items():
            places = self.decided("place", who)
            in_pool = {r.organisation for r in rows} | {o for o, _ in places}
            chairs = any(r.role == "chair" for r in rows) or any(r == "chair" for _, r in places)
            out_of_reach = not in_pool & cluster or self.decided("release", who) or self.barred(who, org)
            if not out_of_reach and (role == "ned" or chairs):
                out.append(who)
        return out + [r for r, c in self.recruits.items() if c == cluster and f"new {role}" in r]

    def boards(self, org: str) -> Iterator[Board]:
        """Lawful boards of one organisation, as far as one board shows."""
        neds_from = self.sitters(org, "ned")
        for size in range(self.low, self.high + 1):
            for chair in self.sitters(org, "chair"):
                for group in combinations(neds_from, size):
                    if self.board_ok(org, chair, frozenset(group)):
                        audit = [None] if self.lifted("BRD-AUD", org) else list(group)
                        for a in audit:
                            yield chair, frozenset(group), a

    def board_ok(self, org: str, chair: str, neds: frozenset[str]) -> bool:
        o = self.instance.by_code[org]
        if chair in neds:
            return False
        for who in self.rows:
            keeps = org in {x for x, _ in self.decided("keep_in_post", who)}
            for role, holds in (("chair", who == chair), ("ned", who in neds)):
                today = any((r.organisation, r.role) == (org, role) for r in self.rows[who])
                if not holds and ((org, role) in self.decided("place", who) or (keeps and today)):
                    return False
        if o.kind != "pct":
            wanted = [c.local_authority for c in self.instance.coverage if c.organisation == org and c.relevant]
            if not all(any(self.nominee(who, a) for who in neds) for a in wanted):
                return False
        posts = self.rulebook.officers[: o.officer_seats]
        fixed = sum(not p.may_be_non_voting for p in posts)
        size = self.rulebook.by_id["BRD-MEM"].parameters
        if len(neds) < self.rulebook.by_id["BRD-AC"].parameters["least"] and not self.lifted("BRD-AC", org):
            return False
        if not any(
            1 + len(neds) + v >= (1 + max(o.ned_seats, len(neds)) + v + 2) // 3
            and size["min"] <= len(neds) + v <= size["max"]
            for v in range(max(1, fixed), min(7, len(neds), len(posts)) + 1)
        ):
            return False
        keeps = not self.lifted("M4-a", org)
        own_chair = keeps and self.map[org][1].chair_scope == "organisation"
        if own_chair and not self.staying(org, "chair") <= {chair}:
            return False
        if keeps and self.map[org][1].keeps_boards:
            m = self.staying(org, "ned")
            absent = 0
            if o.kind != "pct":
                absent = sum(not any(self.nominee(who, a) for who in m) for a in wanted)
            enough = max(0, min(len(m), self.keep - absent))
            room = len(m) + absent
            if self.instance.renewals == "chosen":
                room += len(self.incumbents(org, "ned") - m)
            if len(m & neds) < enough or len(neds) > max(o.ned_seats, min(self.keep, room)):
                return False
        return True

    def nominee(self, who: str, authority: str) -> bool:
        if who in self.recruits:
            return self.authority.get(who) == authority
        return any(r.nominated_by == authority and r.la_member for r in self.rows[who])

    # ---- all boards ----------------------------------------------------------------------------

    def lawful(self, plan: dict[str, Board]) -> bool:
        for who, rows in self.rows.items():
            limits = [r.max_boards for r in rows if r.max_boards]
            count = sum(who == c or who in n for c, n, _ in plan.values())
            if limits and count > min(limits):
                return False
        for cluster, model in set(self.map.values()):
            some = [plan[o] for o in sorted(cluster)]
            if model.chair_scope == "cluster" and len({c for c, _, _ in some}) > 1:
                return False
            if not model.keeps_boards and not model.locality_neds[1] and not self.same_ok(some, model):
                return False
            if not model.keeps_boards and model.locality_neds[1] and not self.mixed_ok(some, model):
                return False
            if model.nominated_cluster_board and not any(
                self.nominees_ok(head, some, model.nominees[0]) for head, _, _ in some
            ):
                return False
        return True

    @staticmethod
    def same_ok(some: list[Board], model: GovernanceModel) -> bool:
        if len({n for _, n, _ in some}) > 1:
            return False
        if not model.shared_neds[0] <= len(some[0][1]) <= model.shared_neds[1]:
            return False
        return model.audit_chair != "shared" or len({a for _, _, a in some}) == 1

    @staticmethod
    def nominees_ok(head: str, some: list[Board], fewest: int) -> bool:
        """Whether so many for each organisation can be found, each for one, beside the chair of the cluster."""
        return any(
            len({w for group in groups for w in group}) == fewest * len(some)
            for groups in product(*(combinations({c, *n} - {head}, fewest) for c, n, _ in some))
        )

    @staticmethod
    def mixed_ok(some: list[Board], model: GovernanceModel) -> bool:
        shared = frozenset.intersection(*[n for _, n, _ in some])
        local = [n - shared for _, n, _ in some]
        if any(a & b for a, b in combinations(local, 2)):
            return False
        if not model.shared_neds[0] <= len(shared) <= model.shared_neds[1]:
            return False
        if not all(model.locality_neds[0] <= len(x) <= model.locality_neds[1] for x in local):
            return False
        audits = [a for _, _, a in some]
        one = len(set(audits)) == 1 and audits[0] in shared
        each = all(a in x for a, x in zip(audits, local, strict=True))
        return {"shared": one, "organisation": each, "either": one or each}[model.audit_chair]

    def levels(self, plan: dict[str, Board]) -> tuple[int, ...]:
        """Values of the levels in order."""
        usual = dict(zip(DEFAULT, self.usual(plan), strict=True)) if set(self.order) & set(DEFAULT) else {}
        return tuple(usual[i] if i in usual else getattr(self, i)(plan) for i in self.order)

    # ---- levels to choose from -------------------------------------------------------------------

    def months_below_five(self, plan: dict[str, Board]) -> int:
        total, day = 0, self.instance.as_at
        while day <= self.instance.horizon_end:
            if day == self.instance.horizon_end or (day + timedelta(days=1)).month != day.month:
                for o, (_, n, _) in plan.items():
                    total += sum(self.last_day(w, o) >= day for w in n) < self.low
            day += timedelta(days=1)
        return total

    def after(self, plan: dict[str, Board], departures: int) -> int:
        """Boards that some so many people of all could leave short."""
        everyone = {w for c, n, _ in plan.values() for w in (c, *n)}
        hit = set()
        for gone in combinations(sorted(everyone), min(departures, len(everyone))):
            hit |= {o for o, (_, n, _) in plan.items() if len(n - set(gone)) < self.low}
        return len(hit)

    def short_after_one(self, plan: dict[str, Board]) -> int:
        return self.after(plan, 1)

    def short_after_two(self, plan: dict[str, Board]) -> int:
        return self.after(plan, 2)

    def cluster_board_size(self, plan: dict[str, Board]) -> int:
        total = 0
        for cluster, model in set(self.map.values()):
            each = [{plan[o][0], *plan[o][1]} for o in cluster]
            if model.nominated_cluster_board:
                sizes = [1 + model.nominees[0] * len(cluster)]
            elif model.keeps_boards:
                sizes = [len(x) for x in each]
            else:
                sizes = [len(set.union(*each))]
            total += sum(max(0, n - self.rulebook.cluster_board_limit) for n in sizes)
        return total

    def meetings(self, plan: dict[str, Board]) -> int:
        known = {"model-1": (12, 4), "model-2": (12, 0), "model-3": (12, 2), "model-4": (0, 12)}
        total = 0
        for cluster, model in set(self.map.values()):
            fixed, each = known.get(model.id.removeprefix("tiny-"), (12, 0))
            total += fixed + each * len(cluster)
        return total

    def complexity(self, plan: dict[str, Board]) -> int:
        total = 0
        for cluster, model in set(self.map.values()):
            total += 1 if model.id.endswith("model-2") else len(cluster)
            total += model.id == "model-1"
            total += len({plan[o][2] for o in cluster if plan[o][2] is not None})
        return total

    def cost_change(self, plan: dict[str, Board]) -> int:
        total = 0
        for cluster in {c for c, _ in self.map.values()}:
            after = [(c, o, "chair") for o, (c, _, _) in plan.items() if o in cluster]
            after += [
                (w, o, "audit" if w == a else "ned") for o, (_, n, a) in plan.items() if o in cluster for w in n
            ]
            today = [
                (w, r.organisation, "audit" if r.audit_chair and r.role == "ned" else r.role)
                for w, rows in self.rows.items()
                for r in rows
                if r.organisation in cluster
            ]
            total += max(0, self.bill(after) - self.bill(today))
        return total

    def bill(self, held: list[tuple[str, str, str]]) -> int:
        """Pounds for seats, each person once at the best rate."""
        total, pay = 0, self.rulebook.pay
        for who in {w for w, _, _ in held}:
            mine = [(o, r) for w, o, r in held if w == who]
            rates = [pay.ned if r == "ned" else pay.audit_chair for _, r in mine if r != "chair"]
            chaired = [self.instance.by_code[o] for o, r in mine if r == "chair"]
            if chaired:
                size = sum(
                    o.population if o.weighted_population is None else o.weighted_population for o in chaired
                )
                rates += [b.pounds for b in pay.chair if size > b.above][-1:]
            total += max(rates)
        return total

    def renewals_needed(self, plan: dict[str, Board]) -> int:
        return len({w for o, (c, n, _) in plan.items() for w in (c, *n) if self.outlasts(w, o)})

    # ---- the nine of the default order -----------------------------------------------------------

    def usual(self, plan: dict[str, Board]) -> tuple[int, ...]:
        inst, book = self.instance, self.rulebook
        seats = {
            w: [o for o, (c, n, _) in plan.items() if w == c or w in n] for w in [*self.rows, *self.recruits]
        }
        chaired = {w: [o for o, (c, _, _) in plan.items() if w == c] for w in seats}
        own = sum(
            sum(any(r.organisation == o for r in self.rows[w]) for w in self.rows if o in seats[w])
            < (2 if len(self.map[o][0]) <= 3 else 1)
            for o in self.orgs
        )
        ends, offers = self.leavers([w for w in self.rows if not seats[w]])
        lost = sum(any(r.role == "chair" for r in rows) and not chaired[w] for w, rows in self.rows.items())
        new = sum(bool(seats[w]) for w in self.recruits)
        below = sum(len(n) < book.ned_aim for _, n, _ in plan.values())
        load = sum(max(0, len(x) - book.load_limit) for x in seats.values())
        missing = 0
        for c, n, _ in plan.values():
            have = {s for w in [c, *n] if w in self.rows for r in self.rows[w] for s in r.skills}
            missing += len(set(book.skills) - have)
        cost = 0
        for w, at in seats.items():
            pay = [0]
            if any(w in n for _, n, _ in plan.values()):
                pay.append(book.pay.ned)
            if any(w == a for _, _, a in plan.values()):
                pay.append(book.pay.audit_chair)
            if chaired[w]:
                size = 0
                for o in chaired[w]:
                    row = inst.by_code[o]
                    size += row.population if row.weighted_population is None else row.weighted_population
                pay += [b.pounds for b in book.pay.chair if size > b.above][-1:]
            cost += max(pay) if at else 0
        return own, ends, lost, offers, new, below, load, missing, cost

    def leavers(self, out: list[str]) -> tuple[int, int]:
        """Places that end and offers used, over all ways to give alternative roles; the earlier level first."""
        ranked = [i for i in self.order if i in ("places_end", "offers_used")]
        offers_first = ranked[:1] == ["offers_used"]
        stances = {(s.id, s.stance) for s in self.instance.stances}
        choices: list[list[str]] = []
        for w in out:
            rows = self.rows[w]
            if self.instance.renewals != "assumed" and all(
                r.term_end < self.instance.horizon_end for r in rows
            ):
                continue
            mine = ["stands_down" if (w, "offers_to_stand_down") in stances else "ends"]
            if (w, "would_take_alternative") in stances:
                mine += sorted({r.organisation for r in rows})
            choices.append(mine)
        best = (99, 99)
        swap = -1 if offers_first else 1
        for given in product(*choices):
            for a in {x for x in given if x not in ("ends", "stands_down")}:
                roles = sum(x.count for x in self.instance.alternative_roles if x.organisation == a)
                if given.count(a) > roles:
                    break
            else:
                ends = given.count("ends")
                best = min(best, (ends, len(given) - ends)[::swap])
        return best[::swap]

    def best(self) -> tuple[int, ...] | None:
        """Best levels over every combination of boards."""
        each = [list(self.boards(o)) for o in self.orgs]
        found = None
        for some in product(*each):
            plan = dict(zip(self.orgs, some, strict=True))
            if self.lawful(plan):
                levels = self.levels(plan)
                found = levels if found is None else min(found, levels)
        return found
