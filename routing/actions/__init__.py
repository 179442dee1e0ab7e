"""The doors of the queue: `presence`, `work`, `offers`, `dispatching`, `reference`."""
