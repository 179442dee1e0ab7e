"""Pages of automation: macros and mass actions."""
