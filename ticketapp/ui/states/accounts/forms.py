"""What the account's forms share."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from ticketapp.core.errors import Refusal
from ticketapp.ui.states.base import FormState

Line = Annotated[str, Field(max_length=300)]


class AccountForm(FormState, mixin=True):
    """A form that knows beside which of its fields a refusal belongs."""

    def _fields_of_refusals(self) -> Mapping[str, str]:
        """Field by the refusal's code."""
        return {}

    def _refused(self, refusal: Refusal) -> Any:
        field = self._fields_of_refusals().get(refusal.code)
        if field is None:
            return super()._refused(refusal)
        self.errors = {field: refusal.message(self._locale())}
        return None
