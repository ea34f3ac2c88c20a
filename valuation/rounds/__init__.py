"""A workshop's arithmetic: what each person's answer says, answers pooled, what becomes of the case, and whether differences matter.

Nothing here keeps an answer, shows one, or works a case out: the case with pooled numbers is another case for the one evaluator.
"""
