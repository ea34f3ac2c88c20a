"""The commands of `make-the-case`: what each takes, what it does, and what it prints or writes.

Nothing here calculates or words a result: that is the engine's and that of `words` and `exports`, loaded when a command needs them.
"""
