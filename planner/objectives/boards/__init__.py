"""Levels about boards and people, one a file."""
