"""What each paper says, block by block, before anything is a file.

No HTML, no files, no arithmetic.
"""
