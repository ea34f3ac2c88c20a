"""Fields and forms that write into the open case, and what they are made of."""
