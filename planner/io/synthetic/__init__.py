"""Invented instances and rosters, for demonstrations, tests and benchmarks.

Everything made here is fixed by one whole number: the same arguments give the same rows on every machine and
in every supported version of Python. Whole numbers decide everything; the only outside source is
``random.Random.random()``, whose sequence Python promises to keep.

* :func:`synthetic_roster` invents chairs and NEDs with ids such as ``P0001``, never names; the rates, with
  their sources, are in :mod:`planner.io.synthetic.rates`.
* :func:`synthetic_ned_seats` invents how many NED seats each board has.
* :func:`synthetic_instance` invents a whole country with a planar map.
"""

from planner.io.synthetic.country import synthetic_instance
from planner.io.synthetic.roster import synthetic_ned_seats, synthetic_roster

__all__ = ["synthetic_instance", "synthetic_ned_seats", "synthetic_roster"]
