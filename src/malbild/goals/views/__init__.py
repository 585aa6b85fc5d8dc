"""Pages of the plan, one file a noun."""
