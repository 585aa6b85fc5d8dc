"""A real browser against a real server: what every page must be, and the tools for the journeys.

`server` is the application over HTTP on a test database, `browser` one Chromium for the session,
`open_page("anna")` a page signed in as her (or as nobody: "eva"), `post_office` a mail server that keeps what it gets.
"""
