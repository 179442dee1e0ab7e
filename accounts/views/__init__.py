"""Pages of signing in, signing up, recovery and the profile."""
