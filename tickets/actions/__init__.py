"""The doors of appeals, by phase of life. Nothing else writes this app's tables.

Beginning: `registration` `intake` `drafts` `attachments`. Whose work: `assignment` `transfer`.
Talking: `conversation`. Ending: `answering` (questions, answers, refusals, approval) `ending`
(closing, reopening, the repeated check) `rating`. Correcting: `details` `linking`. Time: `clocks`
`silence`. Common steps: `_move` (the only place that assigns a status) `_timeline` `_text` `_sweep`.
"""
