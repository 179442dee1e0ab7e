"""Pages of the queue: the operator's switch."""
