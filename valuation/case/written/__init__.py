"""What people and programs write, read with care: YAML, text, numbers as they are typed, and files of earlier formats.

Nothing here knows an option, a cost or an outcome.
"""
