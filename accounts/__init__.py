"""Floor 3: who is who.

Citizens' profiles (`Citizen`, known by phone or signed up), staff users with roles and teams,
contacts, one-time codes, API keys, who may do what. Not here: appeals, deliveries, calls.
"""
