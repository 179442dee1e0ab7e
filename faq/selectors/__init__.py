"""Reads of knowledge: `articles` (what people see), `editing` (what editors see), `search`, `usage`."""
