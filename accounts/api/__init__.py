"""How other systems prove themselves: keys and scopes."""
