"""Tags of pages of knowledge."""
