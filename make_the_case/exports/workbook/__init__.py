"""The workbook of live formulas, sheet by sheet, and the reading of one that comes back."""
