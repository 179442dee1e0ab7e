"""What others did on the machine of docs, to be scaled by the bare project of this run.

django-helpdesk and RT5 were measured beside the same bare project; the ratio travels, the figures
do not.
"""

from bench.figures import ratio

# the bare project on granian, then: requests a second with 8 clients, milliseconds with one
BARE_FORM, BARE_RAW, BARE_DETAIL, BARE_LIST = 745.0, 1890.0, 828.0, 482.0
BARE_LIST_P50, BARE_LIST_P95 = 4.16, 4.78
HELPDESK_FORM, HELPDESK_REST, RT_FORM, RT_REST = 152.8, 86.2, 12.0, 13.2
HELPDESK_LIST_P50, HELPDESK_LIST, RT_LIST_P50 = 386.0, 3.5, 255.0
HELPDESK_DETAIL, RT_DETAIL = 39.8, 12.0
HELPDESK_SEARCH_P95, RT_SEARCH_P95 = 2845.0, 362.0


def scaled(then: float, bare_then: float, bare_now: float) -> float:
    """Return what a peer would do here, by how the bare project does here."""
    return then * ratio(bare_now, bare_then)
