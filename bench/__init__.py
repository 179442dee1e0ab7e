"""`make bench`: what docs promise about speed, ours beside a bare project in one run.

`texts`, `figures` and `report` are pure; `wire` is the load; `place` has servers and databases of
its own under var/bench; `seeding` fills them by COPY; `bare` is the limit to be compared with;
`rows` measure the rows of the goals; `inside` is what runs within Django on one of the databases.
"""
