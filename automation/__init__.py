"""Steps over appeals: macros by hand, bulk runs over a selection, rules by event or time. One vocabulary, one interpreter."""
