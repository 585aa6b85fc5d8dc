"""Pages of momentum."""
