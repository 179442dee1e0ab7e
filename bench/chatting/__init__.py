"""Crowds at the chat's socket: shared by `python -m bench` (rows 11–17) and `python -m bench.chaos W-11 …`."""
