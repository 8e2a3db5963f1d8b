"""Studies: questions about many plans, asked of one engine."""
