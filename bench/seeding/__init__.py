"""Filling a database with any number of appeals by COPY: sealed for real, searchable for real."""
