"""Rules, mounted at /desk/rules/."""

from django.urls import path

from automation.views import rules

app_name = "rules"

urlpatterns = [
    path("", rules.rules, name="rules"),
    path("new/", rules.rule_new, name="rule-new"),
    path("runs/", rules.rule_runs, name="rule-runs"),
    path("<uuid:rule_id>/", rules.rule, name="rule"),
    path("<uuid:rule_id>/switch/", rules.rule_switch, name="rule-switch"),
]
