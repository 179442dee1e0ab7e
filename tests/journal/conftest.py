"""What the tests of the page borrow from the tests of security."""

from tests.security.cast import everybody, things
from tests.security.conftest import tables
from tests.tickets.api.conftest import _files_of_their_own, reference

__all__ = ["_files_of_their_own", "everybody", "reference", "tables", "things"]
