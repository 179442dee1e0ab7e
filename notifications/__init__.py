"""Floor 4: what is told to whom, and proof that it arrived.

A notice is asked for by an upper app with ready words (`actions.notify`); it becomes one `Delivery`
per channel, written in the asker's transaction and carried out by a worker over SMTP or SMPP.
Not here: who must be told about an appeal and when (tickets), what a one-time code opens (accounts).
"""
