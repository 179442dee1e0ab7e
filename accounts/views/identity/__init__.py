"""Pages of the identity panel: `panel` draws it, every other module is one kind of deed in a conversation."""
