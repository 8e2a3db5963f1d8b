"""Whether a certificate is one of this plan: same content, same rules, same aims, same range, whole parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from planner.checker.bound.numbers import NUMBERS
from planner.checker.settings import setting
from planner.checker.verdict import Problem
from planner.core.certificate import Certificate
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook


def allowed_range(rulebook: Rulebook, organisations: int) -> tuple[int, int]:
    """Fewest and most clusters under the rules in force."""
    spec = rulebook.by_id.get("GEO-10")
    limits = spec.parameters if spec is not None and spec.on and spec.strength == "must" else {}
    fewest, most = limits.get("fewest"), limits.get("most")
    low = 1 if fewest is None else max(1, int(fewest))
    return low, organisations if most is None else min(organisations, int(most))


def problems(instance: Instance, plan: Plan, rulebook: Rulebook, certificate: Certificate) -> Iterator[Problem]:
    """Everything that tells the certificate from one of this plan.

    Args:
        instance: narrowed to the regions of the plan.
        plan: the plan.
        rulebook: in force, with the range asked for.
        certificate: what came with the plan.
    """
    if (certificate.instance.name, certificate.instance.sha256) != (plan.instance.name, plan.instance.sha256):
        yield Problem(
            check="CERTIFICATE-INSTANCE", text="the certificate is of another content of the instance"
        )
    if certificate.rulebook != plan.rulebook.sha256:
        yield Problem(check="CERTIFICATE-RULEBOOK", text="the certificate is of another rulebook")
    if certificate.levels != rulebook.geography_levels:
        yield Problem(
            check="CERTIFICATE-LEVELS",
            text=f"the certificate is about {', '.join(certificate.levels) or 'no aim'}; the plan's aims about "
            f"the map are {', '.join(rulebook.geography_levels)}",
        )
    yield from _range(instance, plan, rulebook, certificate)
    yield from _parts(instance, certificate)
    sums = [level for level in rulebook.geography_levels if level not in NUMBERS]
    named = [term.level for stage in certificate.stages for term in stage]
    if named != sums[: len(named)]:
        yield Problem(check="CERTIFICATE-STAGES", text="the certificate puts the aims into another order")
    if certificate.scale < 1:
        yield Problem(check="CERTIFICATE-SCALE", text="the certificate's scale is not a whole number from 1")


def _range(instance: Instance, plan: Plan, rulebook: Rulebook, certificate: Certificate) -> Iterator[Problem]:
    organisations = len(instance.organisations)
    low, high = allowed_range(rulebook, organisations)
    if (max(1, certificate.fewest), min(organisations, certificate.most)) != (low, high):
        yield Problem(
            check="CERTIFICATE-RANGE",
            text=f"the certificate is of {certificate.fewest} to {certificate.most} clusters; "
            f"{low} to {high} are allowed",
        )
    if setting(plan, "geography") != "free":
        yield Problem(
            check="CERTIFICATE-GEOGRAPHY",
            text="the grouping of the plan was given, so no certificate is about it",
        )
    if setting(plan, "profile") == "people-first":
        yield Problem(
            check="CERTIFICATE-PROFILE",
            text="the plan puts aims about boards first, and a certificate proves only maps that come first",
        )


def _parts(instance: Instance, certificate: Certificate) -> Iterator[Problem]:
    count = Counter(code for part in certificate.parts for code in part.organisations)
    wrong = sorted(code for code in count.keys() | instance.by_code.keys() if count[code] != 1)
    wrong += sorted(count.keys() - instance.by_code.keys() - set(wrong))
    if wrong or any(not part.organisations for part in certificate.parts):
        about = f" ({', '.join(wrong[:3])}{' and others' if len(wrong) > 3 else ''})" if wrong else ""
        yield Problem(
            check="CERTIFICATE-PARTS",
            text=f"the parts of the certificate do not hold every organisation once{about}",
        )
