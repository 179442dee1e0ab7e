"""Rules: when (`triggers`), if (`conditions`), then (`automation.steps`). docs/rules.md tells the whole.

Here are the closed lists a rule is written from; doors are in `automation/actions/rules.py` and
`rule_runs.py`, the dry run in `automation/selectors/rule_trial.py`.
"""
