"""Composed reads of the chat. `dialogs` first: nobody fetches what they may not see."""
