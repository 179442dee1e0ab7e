"""A person's card on the desk and what workers do there, under /desk/people/<id>/."""
