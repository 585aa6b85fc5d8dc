"""Pages of experience."""
