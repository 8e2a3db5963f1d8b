"""GEO-7: no cluster has the footprint of a GP commissioning consortium."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, grouped, many

_SAFE = 2**62


def _decimals(share: Decimal) -> int:
    """Decimal places a share needs; 0 for a whole number."""
    exponent = share.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


class Geo7(CandidateRule):
    """A cluster differs from each consortium of whole organisations and overlaps others by less than theta.

    Shares are scaled to whole numbers of people per 10^d, so that no rounding enters; where 64 bits could
    overflow, Python's integers are used.
    """

    id: ClassVar[str] = "GEO-7"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Consortia that each candidate has the footprint of."""
        theta = int(self.spec.parameters["theta_permille"])
        by_code = table.instance.by_code
        members = np.asarray(table.members, dtype=np.bool_)
        rows: dict[str, dict[str, Decimal]] = defaultdict(dict)
        for f in table.instance.footprints:
            rows[f.consortium][f.organisation] = f.share_of_organisation
        people = [by_code[code].population for code in table.codes]
        population = np.zeros(members.shape[0], dtype=np.int64)
        for j, p in enumerate(people):
            population += members[:, j] * np.int64(p)
        result = np.zeros(members.shape[0], dtype=np.int64)
        for shares in rows.values():
            if any(code not in by_code for code in shares):
                continue
            columns = [j for j, code in enumerate(table.codes) if code in shares]
            if all(share == 1 for share in shares.values()):
                if len(columns) == len(shares):
                    size = members.sum(axis=1, dtype=np.int64)
                    result += members[:, columns].all(axis=1) & (size == len(columns))
                continue
            scale = 10 ** max(_decimals(share) for share in shares.values())
            weight = {code: int(share * scale) * by_code[code].population for code, share in shares.items()}
            largest = 1000 * (sum(people) * scale + sum(weight.values()))
            kind: Any = np.int64 if max(largest, 1000 * scale) < _SAFE else object
            overlap = np.zeros(members.shape[0], dtype=kind)
            for j in columns:
                overlap = overlap + members[:, j].astype(kind) * weight[table.codes[j]]
            union = population.astype(kind) * scale + sum(weight.values()) - overlap
            result += ((overlap * 1000 >= union * theta) & (union > 0)).astype(np.int64)
        return result

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters on the footprint of a consortium, in exact fractions."""
        theta = Fraction(self.spec.parameters["theta_permille"], 1000)
        residents = {o.code: o.population for o in instance.organisations}
        title = {c.code: c.name for c in instance.consortia}
        findings = []
        for consortium in sorted({f.consortium for f in instance.footprints}):
            covers = {
                f.organisation: Fraction(f.share_of_organisation)
                for f in instance.footprints
                if f.consortium == consortium
            }
            if not covers.keys() <= residents.keys():
                continue
            whole = set(covers.values()) == {Fraction(1)}
            patients = sum(residents[code] * share for code, share in covers.items())
            called = f"the consortium {title.get(consortium, consortium)} ({consortium})"
            for cluster in plan.clusters:
                inside = set(cluster.organisations) & residents.keys()
                if whole:
                    if inside == covers.keys():
                        text = f"{grouped(instance, cluster.organisations)} covers exactly the area of {called}"
                        findings.append(about(cluster, text, "same organisations", "different"))
                    continue
                shared = Fraction(sum(residents[code] * covers[code] for code in inside & covers.keys()))
                both = sum(residents[code] for code in inside) + patients - shared
                if both and shared / both >= theta:
                    percent = _percent(shared / both)
                    text = (
                        f"{grouped(instance, cluster.organisations)} and {called} have {percent} of the people "
                        f"of both in common; {_percent(theta)} or more counts as the same footprint"
                    )
                    findings.append(about(cluster, text, percent, f"below {_percent(theta)}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some consortium has a footprint."""
        return bool(instance.footprints)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        footprints = len({f.consortium for f in instance.footprints})
        limit = _percent(Fraction(self.spec.parameters["theta_permille"], 1000))
        return (
            f"No cluster has the footprint of one of the {footprints} consortia whose area is known: "
            f"not the same whole organisations, and less than {limit} of the people of both in common."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters on a consortium's footprint."""
        same = {finding.subject for finding in self.check(instance, plan)}
        return (many(len(same), "cluster", "clusters") + " on a consortium's footprint", "none")


def _percent(share: Fraction) -> str:
    """A share as percent with at most one decimal, rounded down so that a limit is never overstated."""
    tenths = int(share * 1000)
    return f"{tenths // 10}%" if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}%"
