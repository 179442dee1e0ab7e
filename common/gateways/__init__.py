"""Asking a neighbour over HTTP: one request with limits, the circuit around it, why there is no answer."""
