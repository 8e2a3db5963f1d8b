"""How long boards last."""
