"""Live news to open pages: who listens, what is new, and how it reaches every process.

`tell` a topic after a change; whoever listens to it gets the newest state of its feed, rendered once for all readers
who see the same. What a reader may see is asked of the feed's own capability at every opening.
"""
