"""Slow work in a process of its own: bounded in time and memory, stoppable, and the same for whoever calls.

This part knows nothing but callables. `work` says who asks and what to do; `worker` is the other end.
"""
