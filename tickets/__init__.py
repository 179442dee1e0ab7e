"""Floor 7: appeals (обращения).

A ticket has a 9-digit number, a visible life cycle, a timeline of everything that happened,
two clocks and a team that owns it. Here live the cabinet, the operator's desk and the first board.
Not here: who gets the next contact (routing), how a notice travels (notifications).
"""
