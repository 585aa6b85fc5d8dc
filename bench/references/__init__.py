"""Reference vectors held against the core, a function for each kind of file; by field names, never by data set."""
