"""The doors of automation. `steps` runs the vocabulary; macros and bulk runs are built on it."""
