"""What each chart says, as plain data with its title and summary; the screen and the papers draw it.

No drawing library is known here.
"""
