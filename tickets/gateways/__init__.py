"""The virus scanner. The network lives here and nowhere else in this app."""
