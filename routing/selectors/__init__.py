"""Reads of the queue: `matching`, `waiting`, `desk`."""
