"""The neighbours of the demo: a mail server and an SMS centre that run on this machine.

They speak the real protocols (SMTP, SMPP 3.4) over real sockets, refuse nothing and lose nothing:
a message is answered only after it is safely in a ledger on disk. `python -m neighbours` runs both.
The package knows nothing of Django; the site reads what arrived through `neighbours.ledger`.
"""
