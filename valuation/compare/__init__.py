"""Two cases beside each other: what each change between them contributes, and where they would agree.

The two are made into one case and worked out by the one evaluator.
"""
