"""What studies found, made into what a case may count: how a finding is read, how findings are pooled, and three standards of proof.

Nothing here knows prices or people; an effect is in the units of its measure, for each person and year.
"""
