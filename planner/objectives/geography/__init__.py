"""Levels about the map, one a file."""
