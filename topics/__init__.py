"""Floor 3: reasons of contact.

The eight typical reasons and `other` (R-163…R-171), their stems, and detection by words.
Reference data: appeals, policies and articles point here; nothing here knows them.
"""
