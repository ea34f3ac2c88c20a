"""A case: what its file may hold, what holds where it says nothing, and how it is read, changed, kept and named.

Nothing here knows what a case comes to: no draws, no ledger, no prices beyond the years in which they are stated.
"""
