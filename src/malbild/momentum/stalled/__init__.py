"""The ladder of stalled work as pages: which rung, what is the kind next step, and what a person sends on."""
