"""Really different good plans: exact, within stated tolerances, far enough from each other."""
