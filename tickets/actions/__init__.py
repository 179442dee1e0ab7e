"""The doors of appeals, by phase of life. Nothing else writes this app's tables.

`registration` `conversation` `lifecycle` `assignment` `departments` `approval` `details`
`rating` `attachments` `drafts` `clocks` `silence`; `_move` and `_timeline` are their common steps.
"""
