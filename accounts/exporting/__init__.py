"""The archive «всё обо мне»: `archive` writes it, `common.vault` keeps it sealed on disk."""
