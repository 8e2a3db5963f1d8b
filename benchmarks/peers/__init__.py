"""Public tools on the same map; they run without the planner, in a Python of their own if wished."""
