"""What accounts refuse."""

from ticketapp.core.errors import Refusal
from ticketapp.core.i18n import N_


class EmailTaken(Refusal):
    code = "email_taken"
    status = 409
    text = N_("There is already an account with this address. Sign in, or reset its password.")


class InvalidCredentials(Refusal):
    code = "invalid_credentials"
    status = 401
    text = N_("The address or the password is not right.")


class OtpRequired(Refusal):
    code = "otp_required"
    status = 401
    text = N_("Enter the six-digit code from your authenticator app.")


class InvalidOtp(Refusal):
    code = "invalid_otp"
    status = 401
    text = N_("This code is not right, or was used before. Wait for the next one and try again.")


class InvalidRefreshToken(Refusal):
    code = "invalid_refresh_token"
    status = 401
    text = N_("This sign-in has ended. Sign in again.")


class InvalidToken(Refusal):
    code = "invalid_token"
    status = 400
    text = N_("This link was used already, or is too old. Ask for a new one.")


class WrongPassword(Refusal):
    code = "wrong_password"
    status = 403
    text = N_("The current password is not right.")


class PasswordChangeRequired(Refusal):
    code = "password_change_required"
    status = 403
    text = N_("Choose a password of your own first.")


class SecondFactorRequired(Refusal):
    code = "second_factor_required"
    status = 403
    text = N_("Your role needs a second factor. Set one up in your account first.")


class LastAdmin(Refusal):
    code = "last_admin"
    status = 409
    text = N_("This is the last active admin. Make somebody else an admin first.")


class AdminExists(Refusal):
    code = "admin_exists"
    status = 409
    text = N_("There is an admin already. Sign in, or ask an admin for an account.")
