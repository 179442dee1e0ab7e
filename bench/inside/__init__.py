"""What runs within Django on one database: `python -m bench.inside TASK '{"given": 1}'` prints JSON."""
