"""Random small boards for the contract tests: a roster, an assignment in plain integers, and its plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import OfficeHolder
from planner.rules.base import Expr
from tests.rules.builder import GOVERNANCE, OFFICERS, instance, plan, seeded

Key = tuple[str, str]
SINCE = ("2003-03-30", "2003-03-31", "2003-04-01", "2004-02-29", "1998-07-01", "2009-01-01")
"""First days in a post, around ten years before the end and far from it."""
ROUTES = ("agreement", "interview", "paper")
DATES = ("2011-03-01", "2009-06-01", "2009-05-31", "2009-06-02", "2008-02-29", "2013-03-31", "2013-04-01")
"""Days of releases, around two years before the plan begins, within it and after it."""


class Boards:
    """A board model whose variables are whatever its maps hold: 0/1 integers here, or a solver's."""

    def __init__(self, given: Instance, clusters: dict[str, list[str]], governance: dict[str, str]) -> None:
        self.instance = given
        self.clusters = clusters
        self.cluster_of = {o: k for k, group in clusters.items() for o in group}
        self.organisations = sorted(self.cluster_of)
        self.governance = {k: GOVERNANCE[m] for k, m in governance.items()}
        self.officer_posts = {o: OFFICERS[: given.by_code[o].officer_seats] for o in self.organisations}
        self.posts = roster(given)
        self.nominated_by = {
            person: frozenset(h.nominated_by for h in rows if h.nominated_by and h.la_member)
            for person, rows in self.posts.items()
            if any(h.nominated_by and h.la_member for h in rows)
        }
        authorities = sorted({c.local_authority for c in given.coverage})
        self.recruits = []
        for k, group in clusters.items():
            self.recruits += [f"new:{k}:{i}" for i in range(1, 4)] + [f"new:{k}:chair"]
            for i, authority in enumerate(authorities if group else [], 4):
                self.recruits.append(f"new:{k}:{i}")
                self.nominated_by[f"new:{k}:{i}"] = frozenset({authority})
        self.people = [*self.posts, *self.recruits]
        self.chair: dict[Key, Any] = {}
        self.ned: dict[Key, Any] = {}
        for person in self.people:
            for o in self.organisations:
                recruit = person.startswith("new:")
                if recruit and person.split(":")[1] != self.cluster_of[o]:
                    continue
                if person.endswith(":chair") or (
                    not recruit and (self.is_chair(person) or self.placed_as_chair(person))
                ):
                    self.chair[person, o] = 0
                if not person.endswith(":chair"):
                    self.ned[person, o] = 0
        self.audit: dict[Key, Any] = dict.fromkeys(self.ned, 0)
        self.shared: dict[Key, Any] = {
            (person, k): 0
            for person in self.people
            for k, model in self.governance.items()
            if model.shared_neds[1] and any((person, o) in self.ned for o in clusters[k])
        }
        self.voting: dict[Key, Any] = {(o, p.id): 1 for o in self.organisations for p in self.officer_posts[o]}
        bodies = [k for k, model in self.governance.items() if model.nominated_cluster_board]
        self.cluster_chair: dict[Key, Any] = {
            (p, k): 0 for k in bodies for p in self.people if any((p, o) in self.chair for o in clusters[k])
        }
        self.nominee: dict[Key, Any] = {
            (p, o): 0 for k in bodies for p in self.people for o in clusters[k] if self.may_sit(p, o)
        }
        self.audit_is_shared: dict[str, Any] = {
            k: 0
            for k, m in self.governance.items()
            if m.audit_chair == "either" and m.shared_neds[1] and m.locality_neds[1]
        }
        self.holds = True
        self.on_require: Callable[[Expr, Expr | None], None] | None = None

    def is_chair(self, person: str) -> bool:
        return any(h.role == "chair" for h in self.posts[person])

    def placed_as_chair(self, person: str) -> bool:
        return any(
            d.kind == "place" and d.subject == person and d.role == "chair" for d in self.instance.decisions
        )

    def may_sit(self, person: str, organisation: str) -> bool:
        return (person, organisation) in self.chair or (person, organisation) in self.ned

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """Note a condition that fails, or pass it on."""
        if self.on_require is not None:
            self.on_require(condition, literal)
        elif not condition:
            self.holds = False

    def neds_of(self, o: str) -> list[str]:
        return [p for (p, code), v in self.ned.items() if code == o and v]

    def chair_of(self, o: str) -> str | None:
        return next((p for (p, code), v in self.chair.items() if code == o and v), None)

    def plan(self) -> Plan:
        """The finished plan of this assignment."""
        relevant = {(c.organisation, c.local_authority) for c in self.instance.coverage if c.relevant}
        boards = {}
        for o in self.organisations:
            k = self.cluster_of[o]
            neds = []
            for p in self.neds_of(o):
                local = "own" if self.governance[k].keeps_boards else "locality"
                words = [p, "shared" if self.shared.get((p, k)) else local]
                by = sorted(x for x in self.nominated_by.get(p, ()) if (o, x) in relevant)
                words += [f"nominee={x}" for x in by[:1]]
                neds.append(" ".join(words))
            boards[o] = {
                "chair": self.chair_of(o) or "",
                "neds": neds,
                "audit": next((p for (p, code), v in self.audit.items() if code == o and v), ""),
                "officers": [
                    post.id if self.voting[o, post.id] else f"{post.id} silent"
                    for post in self.officer_posts[o]
                ],
            }
        bodies = {
            k: {
                "chair": chair,
                "neds": [f"{p} {o}" for (p, o), v in self.nominee.items() if v and self.cluster_of[o] == k],
            }
            for (chair, k), leads in self.cluster_chair.items()
            if leads
        }
        facts = {
            "clusters": list(self.clusters.values()),
            "governance": {k: m.id for k, m in self.governance.items()},
            "boards": boards,
            "cluster_boards": bodies,
            # as many as may be: whoever writes a plan says with which skills recruits are sought
            "sought": {
                p: ["with the skill finance (BRD-5)", "with the skill legal (BRD-5)"]
                for p in self.recruits
                if p not in self.nominated_by
            },
        }
        return plan(self.instance, facts)


def roster(given: Instance) -> dict[str, list[OfficeHolder]]:
    """Posts by person, by the words of semantics.md; a third reading, apart from both halves."""
    people: dict[str, list[OfficeHolder]] = {}
    for h in given.office_holders:
        if h.id:
            people.setdefault(h.id, []).append(h)
    for o in given.organisations:
        for role in ("chair", "ned"):
            rows = [h for h in given.office_holders if not h.id and (h.organisation, h.role) == (o.code, role)]
            ordered = sorted(rows, key=lambda h: (h.term_end, h.audit_chair, h.nominated_by or ""))
            people |= {f"post:{o.code}:{role}:{n}": [h] for n, h in enumerate(ordered, 1)}
    return people


def random_boards(random: Random) -> Boards:
    """One to three organisations in one or two clusters, with a roster, decisions and no one seated yet."""
    codes = list("ABC")[: random.randint(1, 3)]
    organisations = {
        c: {
            "kind": random.choice(["pct", "care_trust", "care_trust_plus"]),
            "ned_seats": random.randint(5, 7),
            "officer_seats": random.randint(3, 9),
        }
        for c in codes
    }
    coverage = [
        f"{c} {a}{' relevant' if random.random() < 0.7 else ''}"
        for c in codes
        for a in ("X", "Y")
        if random.random() < 0.5
    ]
    holders: list[str] = []
    for c in codes:
        nameless = random.random() < 0.2
        for n in range(random.choice([4, 5, 5, 6, 7, 8]) + 1):
            if n == 0 and random.random() < 0.1:
                continue
            id_ = "-" if nameless else f"{c.lower()}{n}"
            words = [id_, c, "chair" if n == 0 else "ned"]
            if random.random() < 0.3:
                words.append("until=2012-06-30")
            if n and random.random() < 0.3:
                words += [
                    f"nominated_by={random.choice('XY')}",
                    *random.choice([["la_member"], ["la_member"], []]),
                ]
            if random.random() < 0.15 and not nameless:
                words.append(f"max={random.choice([1, 1, 2])}")
            if random.random() < 0.2:
                words.append(f"skills={random.choice(['finance', 'legal', 'legal;finance'])}")
            if random.random() < 0.2:
                words.append(f"since={random.choice(SINCE)}")
            holders.append(" ".join(words))
            if not nameless and len(codes) > 1 and random.random() < 0.12:
                other = random.choice([x for x in codes if x != c])
                late = random.choice(["", " until=2012-06-30"])
                holders.append(f"{id_} {other} {random.choice(['ned', 'ned', 'chair'])}{late}")
    holders = [
        h
        for i, h in enumerate(holders)
        if h.split()[:3] not in [x.split()[:3] for x in holders[:i] if x[0] != "-"]
    ]
    named = sorted({h.split()[0] for h in holders} - {"-"})
    decisions = []
    if named and random.random() < 0.6:
        for _ in range(random.randint(1, 2)):
            kind = random.choice(["keep_in_post", "place", "release"])
            person = random.choice(named)
            own = random.choice([h.split()[1] for h in holders if h.split()[0] == person])
            where = "" if kind == "release" else f" {random.choice([own, random.choice(codes)])}"
            role = f" {random.choice(['ned', 'chair'])}" if kind == "place" else ""
            due = f" route={random.choice(ROUTES)}" if kind == "release" else ""
            due += f" date={random.choice(DATES)}" if kind == "release" and random.random() < 0.8 else ""
            decisions.append(f"{kind} {person}{where}{role}{due}")
    facts = {
        "organisations": organisations,
        "coverage": coverage,
        "holders": holders,
        "decisions": decisions,
        "renewals": random.choice(["assumed", "none", "chosen"]),
    }
    groups = [codes] if random.random() < 0.75 else [codes[:1], codes[1:]]
    clusters = {g[0]: g for g in groups if g}
    models = [id_ for id_ in GOVERNANCE if id_ != "standalone"]
    return Boards(
        instance(facts),
        clusters,
        {
            k: "standalone" if len(g) == 1 and random.random() < 0.7 else random.choice(models)
            for k, g in clusters.items()
        },
    )


def seat_well(boards: Boards, random: Random) -> None:
    """An assignment that breaks few rules: a good place to start from."""
    for seats in (boards.chair, boards.ned, boards.audit, boards.shared, boards.cluster_chair, boards.nominee):
        seats.update(dict.fromkeys(seats, 0))
    released = {d.subject for d in boards.instance.decisions if d.kind == "release"}
    gone = {person for person in sorted(released) if random.random() < 0.85}

    def leaves(person: str, o: str) -> bool:
        rows = boards.posts.get(person, [])
        rows = [h for h in rows if h.organisation == o] or rows
        late = bool(rows) and max(h.term_end for h in rows) < boards.instance.horizon_end
        return person in gone or (late and boards.instance.renewals != "assumed")

    placed = [(d.subject, d.object, d.role) for d in boards.instance.decisions if d.kind == "place"]
    for k, group in boards.clusters.items():
        model = boards.governance[k]
        wanted = {c.local_authority for c in boards.instance.coverage if c.relevant and c.organisation in group}
        nominees = [
            next(
                (
                    p
                    for p in boards.people
                    if a in boards.nominated_by.get(p, ())
                    and all((p, o) in boards.ned for o in group)
                    and not any(leaves(p, o) for o in group)
                ),
                None,
            )
            for a in sorted(wanted)
        ]
        must = [p for p in dict.fromkeys(nominees) if p]
        for o in group:
            own = [
                p
                for p, rows in boards.posts.items()
                if any(h.organisation == o and h.role == "ned" for h in rows)
            ]
            own = [p for p in own if not leaves(p, o) and (p, o, "chair") not in placed]
            heads = [
                p
                for p, rows in boards.posts.items()
                if any(h.organisation == o and h.role == "chair" for h in rows)
            ]
            heads = [p for p in heads if not leaves(p, o) and (p, o, "ned") not in placed]
            heads = [p for p, code, role in placed if (code, role) == (o, "chair")] + heads
            head = next(iter(heads), f"new:{k}:chair")
            if model.chair_scope == "cluster" and o != group[0]:
                head = boards.chair_of(group[0]) or head
            boards.chair[head if (head, o) in boards.chair else f"new:{k}:chair", o] = 1
            random.shuffle(own)
            pool = must + [p for p, code, role in placed if (code, role) == (o, "ned")] + own
            pool += [p for p in boards.recruits if p not in boards.nominated_by and p.startswith(f"new:{k}:")]
            pool = [p for p in dict.fromkeys(pool) if (p, o) in boards.ned and not boards.chair.get((p, o))]
            same = not model.keeps_boards and not model.locality_neds[1]
            mixed = not model.keeps_boards and not same
            if same and o != group[0]:
                pool = boards.neds_of(group[0])
            if mixed and o != group[0]:
                shared = [p for (p, code), v in boards.shared.items() if v and code == k]
                used = {p for x in group for p in boards.neds_of(x)}
                pool = shared + [p for p in pool if p not in used]
            size = random.randint(max(5, min(7, len(own)) if model.keeps_boards else 5), 7)
            if same and o != group[0]:
                size = len(pool)
            elif same and random.random() < 0.8:
                size = min(max(size, model.shared_neds[0]), model.shared_neds[1])
            for p in pool[:size]:
                boards.ned[p, o] = 1
                if same or (mixed and o == group[0] and p in pool[:2]):
                    boards.shared[p, k] = 1
        one = model.audit_chair == "shared" or (model.audit_chair == "either" and random.random() < 0.5)
        for o in group:
            candidates = [
                p for p in boards.neds_of(o) if not mixed or bool(boards.shared.get((p, k), 0)) == one
            ]
            if candidates:
                boards.audit[candidates[0], o] = 1
            posts = boards.officer_posts[o]
            for i, post in enumerate(posts):
                boards.voting[o, post.id] = int(
                    not post.may_be_non_voting or i < min(7, len(boards.neds_of(o)))
                )
        if model.nominated_cluster_board:
            leader = boards.chair_of(group[0])
            boards.cluster_chair[leader or "", k] = 1
            for o in group:
                chair = boards.chair_of(o) if model.nominees_from == "board" or random.random() < 0.2 else None
                senders = [p for p in [chair, *boards.neds_of(o)] if p and p != leader]
                for p in senders[: random.randint(1, 2)]:
                    boards.nominee[p, o] = 1


def change(boards: Boards, random: Random) -> None:
    """Change one seat, keeping to what a plan can say: one chair, audit chair and cluster chair at most."""
    o = random.choice(boards.organisations)
    k = boards.cluster_of[o]
    match random.choice(
        ["ned", "ned", "ned", "swap", "chair", "audit", "voting", "shared", "nominee", "body", "both", "few"]
    ):
        case "few" if random.random() < 0.4:
            keep = random.choice([0, 0, 1, 2])
            for p in boards.neds_of(o)[keep:]:
                boards.ned[p, o] = 0
        case "ned":
            _flip(boards.ned, o, random)
        case "swap":
            out = boards.neds_of(o)
            if out:
                boards.ned[random.choice(out), o] = 0
            _flip(boards.ned, o, random)
        case "chair":
            _only(boards.chair, o, random)
        case "both" if random.random() < 0.3 and (boards.chair_of(o), o) in boards.ned:
            boards.ned[boards.chair_of(o) or "", o] = 1
        case "audit":
            _only(boards.audit, o, random, boards.neds_of(o) if random.random() < 0.8 else None)
        case "voting":
            post = random.choice(boards.officer_posts[o]).id
            boards.voting[o, post] = 1 - boards.voting[o, post]
            if random.random() < 0.1:
                boards.voting.update({key: 0 for key in boards.voting if key[0] == o})
        case "shared":
            _flip(boards.shared, k, random)
        case "nominee":
            _flip(boards.nominee, o, random, [p for p in [boards.chair_of(o), *boards.neds_of(o)] if p])
        case "body":
            _only(boards.cluster_chair, k, random)
    for (p, cluster), marked in boards.shared.items():
        if marked and not any(boards.ned.get((p, code)) for code in boards.clusters[cluster]):
            boards.shared[p, cluster] = 0
    for cluster, group in boards.clusters.items():
        if not any(v for (_, c), v in boards.cluster_chair.items() if c == cluster):
            boards.nominee.update({key: 0 for key in boards.nominee if key[1] in group})


def _flip(seats: dict[Key, Any], where: str, random: Random, people: list[str] | None = None) -> None:
    keys = [key for key in seats if key[1] == where and (people is None or key[0] in people)]
    if keys:
        key = random.choice(keys)
        seats[key] = 1 - seats[key]


def _only(seats: dict[Key, Any], where: str, random: Random, people: list[str] | None = None) -> None:
    keys = [key for key in seats if key[1] == where and (people is None or key[0] in people)]
    seats.update({key: 0 for key in seats if key[1] == where})
    if keys and random.random() < 0.75:
        seats[random.choice(keys)] = 1


def assignments(seed: int, per_roster: int = 40) -> Iterator[Boards]:
    """Assignments without end: for each roster a good one, then others one to three changes away."""
    random = seeded(seed)
    while True:
        boards = random_boards(random)
        for _ in range(per_roster):
            seat_well(boards, random)
            for _ in range(random.choice([0, 1, 1, 2, 3, 6])):
                change(boards, random)
            yield boards
