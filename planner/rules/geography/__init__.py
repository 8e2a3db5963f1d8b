"""Rules about the map."""
