"""Rules about the whole plan, which are only checked."""
