"""Ids of all levels, for what reads rulebooks and must not load the levels themselves."""

from __future__ import annotations

GEOGRAPHY = (
    "cluster_target",
    "standalones",
    "splits",
    "population_steps",
    "boundary_cut",
    "clusters_fewest",
    "clusters_most",
    "council_splits",
    "arrangement_splits",
    "arrangement_pairs",
    "patient_flow_cut",
    "population_spread",
    "links_cut",
    "inertia",
    "largest_population",
    "largest_size",
    "consortium_overlap",
    "change_from_reference",
)
"""Levels about the map."""

BOARDS = (
    "own_people",
    "places_end",
    "chairs_lost",
    "offers_used",
    "recruits",
    "below_six",
    "load",
    "skills_missing",
    "cost",
    "months_below_five",
    "short_after_one",
    "short_after_two",
    "cluster_board_size",
    "meetings",
    "complexity",
    "cost_change",
    "renewals_needed",
)
"""Levels about boards."""
