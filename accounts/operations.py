"""Which row of the identification matrix a deed is held to; changes of data are in `attributes.CHANGE_NEEDS`."""

from typing import Final

from accounts.models import PortalOperation

Kind = PortalOperation.Kind
CHECK_DOCUMENTS: Final = "check_documents"
OPERATIONS: Final = {
    Kind.CHECK_STATUS: "check_account",
    Kind.START_RESET: "start_reset",
    Kind.UNLOCK: "unlock",
    Kind.RESEND_CODE: "resend_code",
    Kind.CORRECT_PHONE: "correct_phone",
}
