"""Composed reads of appeals. `visibility` first: nobody fetches what they may not see."""
