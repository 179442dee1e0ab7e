"""Reads of analytics: `queue_now`, `people`, `wall`, `forecast`, `day`, `rows`."""
