"""A roll-out: one service in many places that begin in waves, each place worked out by the one evaluator.

Nothing here works out a case: each file reads places, makes their cases, asks `evaluate`, or adds up what came of it.
"""
