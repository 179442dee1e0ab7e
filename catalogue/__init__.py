"""What the centre knows by heart: services, MFC offices, states of systems, scripts, legal areas.

Reference data for articles, appeals and calls above. A conversation is known here by its `matter`,
the owner app's own id, never by an appeal itself.
"""
