"""Template tags of appeals."""
