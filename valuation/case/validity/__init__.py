"""From plain data to a valid case, or every problem of it at once, each with its place and what to do.

Nothing here changes a case or reads a file.
"""
