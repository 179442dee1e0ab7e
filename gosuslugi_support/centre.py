"""The contact centre's own numbers: terms, limits, shares. Explained in docs/operations.md."""

from datetime import timedelta

from gosuslugi_support.env import env_int, env_str

# --- the contact centre's own numbers (see docs/operations.md)
SILENCE_REMINDER_DAYS = [3, 7]
SILENCE_CLOSE_DAYS = 14
RESOLVED_CLOSE_DAYS = 7
REOPEN_DAYS = 30
# docs/merging.md
MERGE_UNDO_HOURS = 24
DUPLICATE_DAYS = 30
REPEAT_DAYS = 7
SLA_WARNING_SHARE = 0.75
OFFER_LASTS_S = env_int("OFFER_LASTS_S", default=15)  # to answer an offered contact (decisions 21)
OFFER_AGAIN_AFTER_S = env_int("OFFER_AGAIN_AFTER_S", default=60)  # those who passed on it
# What a step of priority is worth in waiting; and when what waits needs only some room of a person.
PRIORITY_STEP_S = env_int("PRIORITY_STEP_S", default=1800)
# Who waits on the line or in the chat counts as come so much earlier: the term the law gives a letter.
LIVE_HEAD_START = timedelta(days=env_int("LIVE_HEAD_START_DAYS", default=30))
SQUEEZES_IN_AFTER_S = env_int("SQUEEZES_IN_AFTER_S", default=120)
# What an appeal fills its owner like, whatever channel it came by: a letter. Empty: like that channel.
TICKETS_WEIGH_AS = env_str("TICKETS_WEIGH_AS", default="cabinet")
# Ready, nothing in hand, no key or click so long: a pause (decisions 17).
IDLE_PAUSE_AFTER = timedelta(minutes=env_int("IDLE_PAUSE_MIN", default=20))
SLA_SUPERVISOR_AFTER = timedelta(hours=1)
# How soon a contact should be taken, by channel, and what share of them (docs/wallboard.md).
SERVICE_TARGETS_S = {"phone": 20, "chat": 60, "mfc": 300}
SERVICE_TARGET_LETTER_S = 30 * 60
SERVICE_LEVEL_PERCENT = 80
SHORT_ABANDON_S = 5  # who hangs up sooner has not waited
QUEUE_SAMPLES_KEPT_DAYS = 35  # minutes of the queue: a month and the weeks a forecast looks at
JOURNAL_DENIALS_PER_HOUR = 300  # rows one refused actor may leave in the journal
SWEEP_RETRY_AFTER = timedelta(minutes=5)  # a due row that failed is tried again
ATTACHMENT_MAX_BYTES = 25 * 1024 * 1024
ATTACHMENT_MAX_FILES = 10
ATTACHMENT_TOTAL_BYTES = 100 * 1024 * 1024
TEXT_REVEALS_PER_HOUR = env_int("TEXT_REVEALS_PER_HOUR", default=30)
ATTACHMENT_UPLOADS_PER_HOUR = env_int("ATTACHMENT_UPLOADS_PER_HOUR", default=120)
LAW_DAY_OFF_POLICY = "previous_working_day"  # requirements 3.6
OFFICIAL_INFO_REQUESTS = False  # cabinet: is a request for information official by itself (3.7)
RATING_CHANGE_HOURS = 24  # how long the citizen may change a mark, once

# --- the chat (docs/chat.md)
CHAT_MESSAGES_PER_MINUTE = env_int("CHAT_MESSAGES_PER_MINUTE", default=100)  # of one person
CHAT_MESSAGES_AT_ONCE = env_int("CHAT_MESSAGES_AT_ONCE", default=20)
CHAT_FRAMES_A_SECOND = env_int("CHAT_FRAMES_A_SECOND", default=20)  # of one socket, all kinds
CHAT_REMIND_AFTER_S = env_int("CHAT_REMIND_AFTER_S", default=180)  # a citizen who is silent
CHAT_END_AFTER_S = env_int("CHAT_END_AFTER_S", default=600)  # of silence: the talk ends
CHAT_RESUME_WITHIN_S = env_int("CHAT_RESUME_WITHIN_S", default=900)  # the same talk goes on
CHAT_WRAP_UP_S = env_int("CHAT_WRAP_UP_S", default=1800)  # not written up so long: by the guess
CHAT_TICKET_AFTER_S = env_int("CHAT_TICKET_AFTER_S", default=900)  # nobody took it: an appeal
CHAT_LOST_AFTER_S = env_int("CHAT_LOST_AFTER_S", default=120)  # the operator has left the line
CHAT_KEPT_FOR_S = env_int("CHAT_KEPT_FOR_S", default=60)  # for the colleague it was handed to
CHAT_AMBER_S, CHAT_RED_S = 60, 180  # the citizen waits for an answer
CHAT_TURN_LIVES = timedelta(minutes=10)  # a password of the relay of voice calls
CHAT_URGENT_TOPICS = frozenset({"otp_codes", "personal_data_change"})  # somebody may be at it now

# --- mass actions (docs/automation.md)
BULK_MOST = env_int("BULK_MOST", default=10_000)  # appeals in one
BULK_AT_ONCE = env_int("BULK_AT_ONCE", default=2)  # of one person
BULK_ROWS_PER_DAY = env_int("BULK_ROWS_PER_DAY", default=50_000)  # of one person
BULK_SEND_DELAY = timedelta(seconds=10)  # letters to people wait so long: time to think again
BULK_UNDO_WITHIN = timedelta(hours=24)
BULK_TURN = timedelta(seconds=3)  # of a worker, then others have theirs
BULK_LANES = 1  # mass actions that go on at the same time: workers for urgent tasks stay free
BULK_SLICE = 20  # rows between looks at whether it was stopped

# --- the citizen's rights (152-ФЗ): how long an answer may take, and what says so (docs/rights.md)
SUBJECT_TERMS = {
    "export": ("working", 10, "152-ФЗ, статья 20, часть 1"),
    "correction": ("working", 7, "152-ФЗ, статья 20, часть 3"),
    "objection": ("working", 10, "152-ФЗ, статья 21, часть 5.1"),
    "erasure:not_needed": ("working", 7, "152-ФЗ, статья 20, часть 3"),
    "erasure:withdrawn": ("calendar", 30, "152-ФЗ, статья 21, часть 5"),
    "erasure:unlawful": ("working", 10, "152-ФЗ, статья 21, часть 3"),
}
SUBJECT_WARNING_SHARE = 0.75
EXPORT_LIVES = timedelta(hours=24)
EXPORTS_PER_DAY = 3
OFFICIAL_KEEP_YEARS = 5  # 59-ФЗ with the list of Rosarchiv, article 154: then erasure may happen
