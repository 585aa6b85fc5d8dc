"""The client program of the workshop bench: a hall of phones, a projector, a leader and one reader of another page.

Runs in a process of its own with nothing but Python's own library, so that the same program can drive a peer; it knows
nothing of the server but what goes over the wire. What to do comes as one JSON line each on its standard input, what
was measured goes as one line each on its standard output (`bench/crowd/__main__.py`).
"""
