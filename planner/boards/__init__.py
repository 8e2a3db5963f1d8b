"""Boards of clusters: who may sit where, settled by CP-SAT block by block."""
