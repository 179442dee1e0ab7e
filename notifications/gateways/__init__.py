"""How words leave the house. Each neighbour has a Protocol, one real adapter and one error."""
