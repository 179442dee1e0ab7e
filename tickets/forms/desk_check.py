"""What is sent after a check of an application."""

from django import forms

from tickets.forms.fields import TextForm


class CheckOutcomeForm(TextForm):
    """The words for the citizen and the codes of what was found."""

    service = forms.CharField(widget=forms.HiddenInput, max_length=6)
    missing = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)
    errors_found = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label = "Что получит гражданин"
        self.fields["body"].widget.attrs["rows"] = 12
        self.fields["body"].error_messages["required"] = "Напишите, что нужно сделать гражданину."
