"""Knowledge: articles that answer questions, their versions, and the search over them.

Words: article (one question with its answer; its three digits are also the IVR code), version (what
an article said in one language at one time), regulation (a rule an article leans on), review task
(an article to be looked at again by a moment), synonyms (words that mean the same to the search).
Search itself (`faq/search/`) is pure and works in memory; PostgreSQL holds the truth. Appeals are not
known here: what needs articles and appeals together stands above.
"""
