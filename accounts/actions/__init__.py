"""The doors of accounts: the only writers of its tables."""
