"""A day of the contact centre on the real system: `manage.py simulate_day` (docs/measuring.md).

`__main__` is the house: servers and processes of its own, blows, no Django. `day` plays it: `profile`
draws the day from a seed, `world` hires people, `people` behave, `watch` looks on. Afterwards
`reading` asks the database, `verdict` (pure) judges, `drawing` and `page` show.

It is at the root because it uses every floor through its doors, as the demo does.

Clocks: the machine's clock is the real one (countdowns, heartbeats, sweeps and locks happen at their
own pace, under `speed` times the load), only people are faster: arrivals, handling, pauses and shifts
last 1/speed. What is a setting or a row (countdown, relaxing, after-contact work) is shortened with
them; what cannot be shortened is told in the report.
"""
