"""The search: pure, in memory, fed by `faq.selectors.search`. It knows texts, not tables.

`words` cuts and lemmatises, `slips` undoes wrong layouts and Latin letters, `index` holds postings,
`ranking` weighs, `engine` puts it together, `marks` shows what matched, `privacy` says which
queries may be kept.
"""
