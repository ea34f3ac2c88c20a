"""What forms and templates need to write a case: a new case from templates, changes that belong together, where a number comes from.

It edits cases and never says a result.
"""
