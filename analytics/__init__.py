"""What supervisors see: the wallboard and the day of the queue. Reads others' tables; samples are its own.

Words: a *sample* is a photograph of the queue at a minute, a *tally* what indicators are counted from.
"""
