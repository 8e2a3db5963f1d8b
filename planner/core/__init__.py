"""Vocabulary of planner: frozen pydantic models that every other layer speaks."""
