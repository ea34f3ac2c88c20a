"""Results → bytes and words. Reads results, calculates nothing."""
