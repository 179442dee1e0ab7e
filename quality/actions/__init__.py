"""Doors of quality: counting contacts, making drafts of ideas."""
