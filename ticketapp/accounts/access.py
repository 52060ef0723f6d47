"""Who may do what: the one place in the service layer that decides."""

from ticketapp.accounts.errors import PasswordChangeRequired, SecondFactorRequired
from ticketapp.core.actor import Actor, Role
from ticketapp.core.errors import Forbidden, Unauthenticated


def require_account(actor: Actor) -> str:
    """Somebody signed in, even if they still have to choose a password; answer their id."""
    if actor.user_id is None:
        raise Unauthenticated
    return actor.user_id


def require_user(actor: Actor) -> str:
    """Somebody signed in whose account is in order; answer their id."""
    user_id = require_account(actor)
    if actor.must_change_password:
        raise PasswordChangeRequired
    if actor.must_add_second_factor:
        raise SecondFactorRequired
    return user_id


def require_admin(actor: Actor) -> None:
    """An admin, or the application itself."""
    if actor.is_system:
        return
    require_user(actor)
    if actor.role is not Role.admin:
        raise Forbidden
