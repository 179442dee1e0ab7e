"""allauth's own pages that serve here: second factors and repeated sign-in. Mounted at /account/.

Its names are fixed by the library. Its login, sign-up, e-mail and reset pages are not mounted: ours
(`accounts.urls`) find citizens by blind indexes.
"""

from allauth.account.views import reauthenticate
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    # names allauth redirects to
    path("enter/", RedirectView.as_view(pattern_name="accounts:login"), name="account_login"),
    path("inactive/", RedirectView.as_view(pattern_name="accounts:login"), name="account_inactive"),
    # repeated sign-in before second factors are changed
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    # second factors of staff: codes of an application, passkeys, recovery codes
    path("second-factor/", include("allauth.mfa.urls")),
]
