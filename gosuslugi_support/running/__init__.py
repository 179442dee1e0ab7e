"""`make run`: the processes of one demo or of one production machine, and who watches over them.

`processes.py` is the table of what runs; `supervisor.py` starts, restarts and stops it;
`prepare.py` migrates and fills the database. The containers of docker-compose.yml run single
entries of the same table.
"""
