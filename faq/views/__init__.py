"""Pages of knowledge: help for everybody, writing for editors."""
