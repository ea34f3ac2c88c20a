"""What the program says of itself to whoever watches it from outside: how long things take, how many, and how much memory.

Never what somebody typed, a name or a link: each fact beside a number is one of a few words of the program's own. `signals` is told, whether or
not anybody listens; `sending` sends to OpenTelemetry, and is imported only where an address is set. Nothing of the house is imported here.
"""
