"""The map: possible clusters, bounds, exact choice, national join."""
