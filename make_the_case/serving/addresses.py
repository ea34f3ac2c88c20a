"""Where a process of the app says how it is."""

LIVE = "/health/live"
"""Whether it draws pages: one that does not is started anew."""
READY = "/health/ready"
"""Whether people may be sent to it: it draws pages, and its database can be used."""
