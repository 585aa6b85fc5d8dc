"""Clients of the authorities' interfaces: ask, page by page and no faster than they like, and take in what came."""
