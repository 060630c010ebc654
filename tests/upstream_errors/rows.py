"""The table of upstream errors: every way in which Kiro fails, and all that must follow.

`docs/reference/errors.md` shows it; `test_every_row.py` runs it.
"""

from typing import Final

from upstream_errors.rows_of_credits import CREDIT_ROWS
from upstream_errors.rows_of_requests import REQUEST_ROWS
from upstream_errors.rows_of_service import FRAME_ROWS, SERVICE_ROWS
from upstream_errors.rows_of_sign_ins import RENEWAL_ROWS, SIGN_IN_ROWS

ROWS: Final = (
    *REQUEST_ROWS,
    *SIGN_IN_ROWS,
    *CREDIT_ROWS,
    *SERVICE_ROWS,
    *FRAME_ROWS,
    *RENEWAL_ROWS,
)
