"""The archive «всё обо мне»: `archive` writes it, `vault` keeps it sealed on disk."""
