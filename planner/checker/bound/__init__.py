"""The second eye on "proved best": checks a certificate without a solver.

It lists the possible clusters itself, counts their costs itself, works out from the prices of the certificate what
they prove, exhausts what they leave open, and joins the parts of the country. It shares nothing with the writer
but the format (:mod:`planner.core.certificate`).
"""
