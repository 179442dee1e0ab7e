"""Floor 0: what every app needs and no business word in it.

Errors, actors, policies, encrypted fields, keyed search, rate limits, live hints, slots.
It knows nothing of citizens, tickets or operators.
"""
