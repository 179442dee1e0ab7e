"""Pages of people, mounted at /account/."""

from django.urls import path

from accounts.rights_urls import urlpatterns as rights_urls
from accounts.views import (
    code,
    demo_registries,
    documents,
    freeze,
    login,
    profile,
    recovery,
    sessions,
    signup,
)

app_name = "accounts"

login_urls = [
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("after-login/", login.after_login, name="after-login"),
]
code_urls = [
    path("code/", code.code, name="code"),
    path("code/another/", code.resend, name="another-code"),
]
new_people_urls = [
    path("signup/", signup.signup, name="signup"),
    path("recovery/", recovery.recovery, name="recovery"),
    path("recovery/password/", recovery.new_password, name="new-password"),
]
profile_urls = [
    path("profile/", profile.profile, name="profile"),
    path("profile/contact/", profile.contact, name="contact"),
    path("profile/password/", profile.password, name="password"),
    path("profile/sessions/", sessions.sessions, name="sessions"),
    path("profile/sessions/<uuid:session_id>/end/", sessions.end, name="session-end"),
    path("profile/other-sessions/", profile.other_sessions, name="other-sessions"),
]
document_urls = [
    path("profile/documents/", documents.documents, name="documents"),
    path("profile/documents/shown/", documents.shown, name="documents-shown"),
]
freeze_urls = [
    path("freeze/", freeze.freeze, name="freeze"),
    path("freeze/done/", freeze.frozen, name="frozen"),
    path("freeze/<uuid:change_id>/", freeze.by_code, name="freeze-by-code"),
]
demo_urls = [path("demo/registries/", demo_registries.demo_registries, name="demo-registries")]

urlpatterns = [
    *login_urls,
    *code_urls,
    *new_people_urls,
    *profile_urls,
    *document_urls,
    *freeze_urls,
    *demo_urls,
    *rights_urls,
]
