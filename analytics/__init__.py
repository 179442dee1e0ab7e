"""What supervisors see: the wallboard and the day of the queue. Reads only."""
