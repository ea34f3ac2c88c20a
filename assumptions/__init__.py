"""The library of sourced figures: data only, read by `valuation.library`."""
