"""Topics: the reasons citizens contact support, and guessing one from a text.

Words: topic (a reason of contact: login, payment, ...), stem (the unchanging part of a word, or of
a short phrase, that speaks for a topic), detection (the guess with its confidence and its grounds).
A guess is a suggestion: people choose, and nothing here decides what happens to an appeal.
"""
