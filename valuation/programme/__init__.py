"""A programme: which of several services are best under a budget, by the one evaluator and an integer programme.

Nothing here works out a case: each file makes cases, asks `evaluate`, or chooses among what came of it.
"""
