"""Rules: one rule, one file, with a solver half and a checking half."""
