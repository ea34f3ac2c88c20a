"""Results → words: how numbers, years, parties and results are said, on every screen, in every document and in the terminal."""
