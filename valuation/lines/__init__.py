"""A valid case made into lines, columns and tables: what the evaluator reads beside the draws.

Nothing here evaluates; the model that comes out is the same for one row of draws and for ten thousand.
"""
