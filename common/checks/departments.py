"""Which series of passports a region gives out: subject code → codes ОКАТО of the series.

A department code begins with the subject's code (Moscow 77), a series with the region's ОКАТО
(Moscow 45), so the two are compared through this table and only for a warning. Districts that were
joined to a neighbour keep its series; a subject that is not here is not compared.
"""

_TABLE = """
01:79 02:80 03:81 04:84 05:82 06:26 07:83 08:85 09:91 10:86 11:87 12:88 13:89 14:98 15:90 16:92
17:93 18:94 19:95 20:96 21:97 22:01 23:03 24:04 25:05 26:07 27:08 28:10 29:11 30:12 31:14 32:15
33:17 34:18 35:19 36:20 37:24 38:25 39:27 40:29 41:30 42:32 43:33 44:34 45:37 46:38 47:41 48:42
49:44 50:46 51:47 52:22 53:49 54:50 55:52 56:53 57:54 58:56 59:57 60:58 61:60 62:61 63:36 64:63
65:64 66:65 67:66 68:68 69:28 70:69 71:70 72:71 73:73 74:75 75:76 76:78 77:45 78:40 79:99 80:76
81:57 82:30 83:11 84:04 85:25 86:67,71 87:77 88:04 89:74,71 91:35,39
"""
SERIES_OF_REGION: dict[str, frozenset[str]] = {
    region: frozenset(series.split(","))
    for region, series in (pair.split(":") for pair in _TABLE.split())
}


def may_be_of_region(series: str, department_code: str) -> bool:
    """Say whether a series could be given out by a department; True when nothing is known."""
    known = SERIES_OF_REGION.get(department_code[:2])
    return known is None or series[:2] in known
