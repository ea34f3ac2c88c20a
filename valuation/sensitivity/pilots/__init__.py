"""A pilot: how an option would be tried, what that would show, and what it is worth beside deciding now."""
