"""Finished example cases: documentation, what the app opens first, and test data at once."""
