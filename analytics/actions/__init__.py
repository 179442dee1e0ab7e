"""The doors of analytics: `samples`."""
