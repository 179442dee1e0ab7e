"""What countings have found, for those who keep articles."""
