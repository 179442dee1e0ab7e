"""The neighbours of the demo: a mail server, an SMS centre and the state registries.

They speak the real protocols (SMTP, SMPP 3.4) over real sockets, refuse nothing and lose nothing:
a message is answered only after it is safely in a ledger on disk. `python -m neighbours` runs mail and
SMS, `python -m neighbours.registries` the registries and the portal of docs/registries.md (HTTP).
The package knows nothing of Django; the site reads what arrived through `neighbours.ledger`.
"""
