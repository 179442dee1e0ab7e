"""What articles and contacts say about each other: contacts an article answers, questions nobody wrote about.

Words: an *answered contact* is an appeal or a dialog that had an article for it, an *idea* a group of
resolved appeals that ask the same with no article, a *counting* one run that finds both. Texts of
people are read while it runs and kept nowhere; what stays are keys, codes and words of the dictionary.
"""
