"""Benchmarks of the planner: ``python -m benchmarks geography``. Not part of the package that is installed."""
