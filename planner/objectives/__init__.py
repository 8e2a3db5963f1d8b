"""Levels: what matters first, one aim a file."""
