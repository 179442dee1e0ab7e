"""Parsing of what people typed. No rule lives here: doors refuse, forms only read."""
