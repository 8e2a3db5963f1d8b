"""Sentences of an explanation: what each member asks, with its numbers, its source and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.rulebook import Authority, RuleSpec
from planner.io.origins import Origins
from planner.io.rulebook import load_documents
from planner.rules.words import count, listed, named
from planner.study.explain.conflicts import BORDER, Clashing
from planner.study.explain.items import NUMBER, Item, authority_of, decisions_of, tier_of
from planner.study.explain.joint import Case
from planner.study.explain.maps import CONNECTED
from planner.study.explain.models import Member, Place

NAMED = 3
"""Organisations of one member that are named; more are counted."""
ROWS = 6


@dataclass(frozen=True)
class Speaker:
    """Says what the items of a conflict are."""

    case: Case
    origins: Origins

    @property
    def instance(self) -> Instance:
        """What is given."""
        return self.case.instance

    def members(self, conflict: Clashing) -> tuple[Member, ...]:
        """Members in the order of blame: decisions one by one, rules with all that they are about."""
        grouped: dict[Item, list[str]] = {}
        for item in sorted(conflict.items, key=lambda i: (tier_of(self.case.rulebook, i), i)):
            single = item[0].startswith("DEC-") or item[0] in ("GEO-7", "HR-2") or item == NUMBER
            grouped.setdefault(item if single else (item[0], ""), []).append(item[1])
        made = []
        for (rule, subject), subjects in grouped.items():
            if rule.startswith("DEC-"):
                made += [self._decision(rule, d) for d in decisions_of(self.instance, [(rule, subject)])]
            else:
                made.append(self._rule(rule, subjects, conflict))
        return tuple(made)

    def _decision(self, rule: str, d: Decision) -> Member:
        words = ",".join(x for x in (d.kind, d.subject, d.object, d.role) if x)
        return Member(
            rule=rule,
            subjects=(words,),
            authority="planner",
            citation=f"your decision; owner {d.owner}",
            text=f"{decided(self.instance, d)} Reason given: {_sentence(d.reason)}",
            places=_places(self.origins.decision(d)),
        )

    def _rule(self, rule: str, subjects: Sequence[str], conflict: Clashing) -> Member:
        spec = self.case.rulebook.by_id[rule]
        about = tuple(s for s in subjects if s)
        text, places = self._said(spec, about, conflict)
        return Member(
            rule=rule,
            subjects=about,
            authority=authority_of(self.case.rulebook, rule),
            citation="your choice, the option --clusters" if rule == NUMBER[0] else cited(spec),
            text=text,
            places=places,
        )

    def _said(
        self, spec: RuleSpec, about: tuple[str, ...], conflict: Clashing
    ) -> tuple[str, tuple[Place, ...]]:
        if spec.id == NUMBER[0] and self.case.number is not None:
            low, high = self.case.number
            return f"You asked for {span(low, high)}.", ()
        if spec.id == "GEO-7":
            return self._footprint(about[0])
        if spec.id == "HR-2":
            return self._arrangement(about[0])
        if spec.id == BORDER:
            codes = [a for a in about if a in self.instance.by_code]
            if not codes:
                where = listed(list(about[0].split("; ")))
                return f"{spec.title} No decision here lets anybody cross the border of {where}.", ()
            lies = "".join(
                f" {named(self.instance, c)} lies in {self.instance.by_code[c].region}." for c in codes[:NAMED]
            )
            whom = (
                "every cluster there"
                if len(codes) == len(conflict.codes)
                else f"the cluster of {self.names(codes)}"
            )
            return f"{spec.title} It binds {whom}.{lies if len(codes) <= NAMED else ''}", ()
        if spec.id in ("GEO-POP", "GEO-SIZE", CONNECTED):
            return self._about_cluster(spec, about, conflict)
        whom = f" Here: {self.names(about)}." if about else ""
        extra, places = self._facts(spec.id, about)
        return f"{spec.title}{whom}{extra}", places

    def names(self, codes: Sequence[str], most: int = NAMED) -> str:
        """Organisations by name and code, the first few."""
        if len(codes) <= most:
            return listed([named(self.instance, c) for c in codes])
        some = ", ".join(named(self.instance, c) for c in codes[:most])
        return f"{some} and {len(codes) - most} more"

    def _about_cluster(
        self, spec: RuleSpec, about: tuple[str, ...], conflict: Clashing
    ) -> tuple[str, tuple[Place, ...]]:
        rule = next(r for r in self.case.rules if r.id == spec.id)
        limit = rule.explain(self.instance)
        everywhere = len(about) == len(conflict.codes)
        whom = "every cluster there" if everywhere else f"the cluster of {self.names(about)}"
        codes = [] if everywhere else list(about)
        facts = ""
        if spec.id == "GEO-POP":
            if everywhere or conflict.whole:
                codes_all = conflict.codes
                facts = f" {len(codes_all)} organisations have {self._people(codes_all):,} people together."
            else:
                facts = "".join(
                    f" {named(self.instance, c)} has {self.instance.by_code[c].population:,} people."
                    for c in codes[:NAMED]
                )
        if spec.id == CONNECTED:
            facts = "".join(f" {self._links(c)}" for c in codes[:NAMED])
        places = _places(self.origins.rows("organisations", lambda o: o.code in codes[:NAMED]))
        return f"{limit} It binds {whom}.{facts}", places

    def _people(self, codes: Iterable[str]) -> int:
        return sum(self.instance.by_code[c].population for c in codes)

    def _links(self, code: str) -> str:
        near = sorted(
            {
                x.b if x.a == code else x.a
                for x in self.instance.links
                if x.kind != "patient_flow" and code in (x.a, x.b)
            }
        )
        if not near:
            return (
                f"links.csv has no land, bridge or ferry link of {named(self.instance, code)}; if there is "
                "one, add it there."
            )
        return f"{named(self.instance, code)} is joined to {self.names(near)}."

    def _footprint(self, consortium: str) -> tuple[str, tuple[Place, ...]]:
        name = next((c.name for c in self.instance.consortia if c.code == consortium), consortium)
        covers = [f.organisation for f in self.instance.footprints if f.consortium == consortium]
        places = _places(self.origins.rows("footprints", lambda f: f.consortium == consortium))
        return (
            f"No cluster may have the footprint of the consortium {name} ({consortium}), which covers "
            f"{self.names(covers)}.",
            places,
        )

    def _arrangement(self, name: str) -> tuple[str, tuple[Place, ...]]:
        codes = [o.code for o in self.instance.organisations if o.arrangement == name]
        places = _places(self.origins.rows("arrangements", lambda a: a.arrangement == name))
        places = places or _places(self.origins.rows("organisations", lambda o: o.arrangement == name))
        return f"The established arrangement {name} stays one cluster: {self.names(codes)}.", places

    def _facts(self, rule: str, about: tuple[str, ...]) -> tuple[str, tuple[Place, ...]]:
        """Figures behind a rule about boards; counts, and ids only where a row is pointed at."""
        if rule == "BRD-7":
            nominate = [c for c in self.instance.coverage if c.relevant and c.organisation in about]
            authorities = len({c.local_authority for c in nominate})
            noun = count(authorities, "authority", "authorities")
            rows = self.origins.rows("coverage", lambda c: c.relevant and c.organisation in about)
            return f" There, {noun} {'nominates' if authorities == 1 else 'nominate'}.", _places(rows)
        if rule == "BRD-LOAD":
            rows = self.origins.rows(
                "office_holders", lambda h: h.max_boards is not None and h.organisation in about
            )
            return " max_boards in office_holders.csv says how many.", _places(rows)
        return "", ()


def cited(spec: RuleSpec) -> str:
    """Paragraph and source as a reader looks them up, ``¶7`` or ``A¶3.3``, and how sure they are."""
    marks = []
    for c in spec.citation:
        appendix = c.paragraph.startswith("A")
        mark = f"A¶{c.paragraph[1:]}" if appendix else f"¶{c.paragraph}"
        marks.append(mark if c.document == "pct-cluster-2011" else f"{c.document} {mark}")
    certainty = [] if spec.certainty in ("DOC", "given") else [spec.certainty]
    return "; ".join([*marks, *([spec.source] if spec.source else []), *certainty])


def decided(instance: Instance, d: Decision) -> str:
    """One sentence about a decision."""
    first = named(instance, d.subject)
    second = named(instance, d.object or "")
    role = {"chair": "chair", "ned": "non-executive director", None: "a member"}[d.role]
    return {
        "keep_together": f"You keep {first} and {second} in one cluster.",
        "keep_apart": f"You keep {first} and {second} in different clusters.",
        "keep_in_post": f"You keep {d.subject} in post at {second}.",
        "place": f"You place {d.subject} as {role} of {second}.",
        "release": f"You release {d.subject}.",
        "cross_region": f"You let {first} join a cluster of {d.object}.",
        "exempt": f"You lift {d.subject} from {d.object}.",
    }[d.kind]


def span(low: int, high: int) -> str:
    """A number of clusters in words."""
    if low == high:
        return f"exactly {count(low, 'cluster')}"
    return f"{low} to {high} clusters"


def who_agrees(authority: Authority, rule: str, spec: RuleSpec | None, owner: str = "") -> str:
    """Who would have to agree to a change of what has this authority."""
    if authority == "planner":
        return f"{owner}, whose decision it is" if owner else "the SHA, whose own choice it is"
    if authority == "assumption":
        return "the SHA; the rule is an assumption of this rulebook and no document asks for it"
    if authority == "letter" and spec is not None and spec.citation:
        letter = load_documents()[spec.citation[0].document]
        return f"{letter.publisher}, which sent the letter of {letter.date} ({letter.reference})"
    if rule in ("", "M4-a", "TRN-3") or rule.startswith(("BRD", "M")):
        return (
            "the PCT boards propose it and the SHA tests it (A¶2.2); the Appointments Commission agrees where "
            "appointments change (A¶3.5)"
        )
    return "it departs from the guidance: sign-off by the NHS Chief Executive (¶7), on the SHA's proposal"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _places(rows: Sequence[tuple[str, int]]) -> tuple[Place, ...]:
    return tuple(Place(file=f, row=r) for f, r in rows[:ROWS])
