"""The program around the engine: its command line and its app, the words and pages in which results are said, and the files it writes.

The engine is the package `valuation`; nothing in it knows this one.
"""
