"""Exact trade-offs between two or three aims: every best compromise, none bettered by another, none missing."""
