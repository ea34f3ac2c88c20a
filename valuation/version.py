"""The versions of the program and of the model, in one place."""

PROGRAM_VERSION = "0.2.0"
MODEL_VERSION = "2"
