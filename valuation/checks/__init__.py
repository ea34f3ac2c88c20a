"""The critical friend: rules that a valid case may still fail, each with what to do about it.

Last on the line: it may use everything above, and nothing above uses it but the answer that lists what it says.
"""
