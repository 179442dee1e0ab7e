"""Doors of the chat: one keyword-only function a change."""
