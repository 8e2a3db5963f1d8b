"""How the seats of a post are filled: by which rule, and how many there are; nothing about a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from planner.core.instance import Instance
from planner.core.plan import Plan, Role
from planner.core.rulebook import GovernanceModel, RuleSpec

_WORDS = {"statute": "law", "planner": "your choice", "letter": "policy letter"}


class Seats:
    """Sentences about the seats of one board.

    Args:
        instance: what is given.
        rules: specs by id; a rule that is off or not there is named in no sentence.
        plan: with boards.
        organisation: code of the board.
    """

    def __init__(
        self, instance: Instance, rules: Mapping[str, RuleSpec], plan: Plan, organisation: str
    ) -> None:
        self._instance, self._plan, self._organisation = instance, plan, organisation
        self._rules = {i: r for i, r in rules.items() if r.on and r.strength == "must"}
        self._cluster = plan.cluster_of[organisation]
        self._model: GovernanceModel = plan.governance[self._cluster.governance]
        self._name = self._model.title.partition(":")[0]
        self._size = len(self._cluster.organisations)

    def of(self, role: Role) -> Iterator[str]:
        """How many seats there are, who may have them, by which rule."""
        yield from self._chair() if role == "chair" else self._neds()
        term = self._by("BRD-TERM")
        if term and self._instance.renewals == "none":
            yield f"Only people in office to the end sit on it{term}."
        elif self._instance.renewals == "assumed":
            yield "Terms are taken to be renewed where needed (renewals in instance.toml, ASSUMED)."

    def _by(self, rule: str) -> str:
        """The rule with its authority and paragraph; empty where it is not in force."""
        spec = self._rules.get(rule)
        return f" ({rule}, {_WORDS.get(spec.authority, spec.authority)}; {spec.cited})" if spec else ""

    def _chair(self) -> Iterator[str]:
        if self._by("BRD-2"):
            yield f"Every board has one chair, who is not one of its directors{self._by('BRD-2')}."
        inside = self._cluster.organisations
        today = sum(h.role == "chair" and h.organisation in inside for h in self._instance.office_holders)
        if self._model.chair_scope == "cluster" and self._size > 1:
            rule = "M3-a" if self._model.locality_neds[1] else "M2-a"
            yield (
                f"Under {self._name} one person chairs all {self._size} boards of the cluster{self._by(rule)}: "
                f"{today} {'chair' if today == 1 else 'chairs'} of today for one seat."
            )
        else:
            yield f"Under {self._name} each board keeps a chair of its own{self._by('M4-a')}."

    def _neds(self) -> Iterator[str]:
        seats = len(self._plan.board_of[self._organisation].neds)
        law = self._rules.get("BRD-3")
        if law is None:
            yield f"The board has {seats} directors in this plan."
        else:
            low, high = law.parameters["min"], law.parameters["max"]
            may = f"it may have {low} to {high}{self._by('BRD-3')}"
            yield f"The board has {seats} directors in this plan; {may}."
        yield self._directors()
        relevant = sum(c.relevant and c.organisation == self._organisation for c in self._instance.coverage)
        if relevant and self._instance.by_code[self._organisation].kind != "pct" and self._by("BRD-7"):
            yield (
                f"It is a Care Trust: {relevant} of the seats {'is' if relevant == 1 else 'are'} for a nominee "
                f"of each relevant local authority{self._by('BRD-7')}."
            )

    def _directors(self) -> str:
        if self._model.keeps_boards or self._size == 1:
            return f"{self._name}: the board keeps its directors{self._by('M4-a')}."
        low, high = self._model.shared_neds
        if not self._model.locality_neds[1]:
            return (
                f"Under {self._name} the same {low} to {high} directors sit on all {self._size} boards of the "
                f"cluster{self._by('M2-a')}."
            )
        few, most = self._model.locality_neds
        return (
            f"Under {self._name} {low} to {high} directors are shared by all {self._size} boards of the "
            f"cluster and {few} to {most} belong to this board alone{self._by('M3-b')}."
        )
