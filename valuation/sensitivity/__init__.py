"""How sure we are: each file builds draws, calls the one evaluator, and reads the results.

Nothing here has arithmetic of its own for a case.
"""
