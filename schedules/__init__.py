"""Working time: opening hours, the production calendar of Russia, deadlines of the law.

Words: working hours (one service's week), production calendar (which days are off in the country),
deadline (a date or a moment by which something is due). `calendars`, `hours`, `deadlines` and `words`
are pure; tables only hold what people may edit. This app knows nothing of lines, appeals or people:
upper apps name a schedule by its code and ask.
"""
