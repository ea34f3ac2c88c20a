"""What the measures say, made into the typed answer and its tables, with what a case rested on when it was saved.

Nothing here calculates a line of the ledger again.
"""
