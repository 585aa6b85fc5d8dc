"""Parse and validate; never save. One file a noun."""
