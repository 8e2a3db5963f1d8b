"""Rules about boards."""
