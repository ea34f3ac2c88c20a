"""Tables of results as plain typed data, each read by the screen, the papers and the terminal alike.

No HTML, no files, no arithmetic.
"""
