"""What the measurements of mail share: people to write to, a worker at a chosen moment, a server that kills."""
