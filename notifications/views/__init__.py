"""Pages of notices: `deliveries` for those who keep them, `bell` for every colleague."""
