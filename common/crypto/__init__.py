"""Encryption of citizens' data: a master key wraps data keys, data keys seal values.

`provider` is the only place that touches the master key and can be replaced by a certified
one (GOST); `keys` holds the data keys; `cipher` seals a value to its table, column and row.
"""
