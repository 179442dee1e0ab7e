"""One module a subject; `measure(run)` adds its lines to the report."""
