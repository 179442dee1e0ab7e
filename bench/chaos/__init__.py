"""`make chaos`: servers and processes are killed during registrations, then everything is counted.

`house` starts a whole house of its own, `registering` is the load, `kills` the blows, `oracle`
(pure) says what was lost, doubled or left out. Only processes started here are killed.
"""
