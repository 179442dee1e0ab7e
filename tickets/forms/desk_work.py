"""Who gets a piece of work."""

from django import forms


class HandoverForm(forms.Form):
    """A colleague by id; empty: oneself."""

    operator = forms.UUIDField(required=False)
