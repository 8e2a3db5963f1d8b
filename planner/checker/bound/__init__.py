"""The second eye on "proved best": checks a certificate without a solver.

It lists the possible clusters itself, counts their costs itself, works out what the prices of the certificate
prove, exhausts what they leave open, and joins the parts of the country. It shares nothing with the writer but
the format (:mod:`planner.core.certificate`).
"""

from planner.checker.bound.check import check_bound
from planner.checker.bound.result import AimBound, BoundVerdict

__all__ = ["AimBound", "BoundVerdict", "check_bound"]
