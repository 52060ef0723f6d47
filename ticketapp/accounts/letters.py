"""The mails that accounts owe."""

from ticketapp.core.i18n import N_, translate
from ticketapp.outbox.letter import Brief, Button, Code, Composers, Letter, Note, Paragraph

WELCOME = "account.welcome"
INITIAL_PASSWORD = "account.initial_password"  # noqa: S105 - the name of a mail
RESET = "account.reset"
PASSWORD_CHANGED = "account.password_changed"  # noqa: S105 - the name of a mail

_GREETING = N_("Hello {name},")


def _welcome(brief: Brief) -> Letter:
    return Letter(
        _say(brief, N_("Welcome to {site}"), site=brief.settings.site_name),
        (
            Paragraph(_say(brief, _GREETING, **brief.facts)),
            Paragraph(
                _say(
                    brief,
                    N_(
                        "Your account is ready. You sign in with this address and the "
                        "password you chose."
                    ),
                )
            ),
            Button(_say(brief, N_("Sign in")), f"{brief.settings.public_url}/login"),
            Note(_say(brief, N_("If it was not you who registered, ignore this mail."))),
        ),
    )


def _initial_password(brief: Brief) -> Letter:
    return Letter(
        _say(brief, N_("Your password for {site}"), site=brief.settings.site_name),
        (
            Paragraph(_say(brief, _GREETING, **brief.facts)),
            Paragraph(
                _say(
                    brief,
                    N_(
                        "Your account is ready. Sign in with this address and the password "
                        "below; you then choose one of your own."
                    ),
                )
            ),
            Code(brief.secret or "", _say(brief, N_("Password"))),
            Button(_say(brief, N_("Sign in")), f"{brief.settings.public_url}/login"),
            Note(_say(brief, N_("If it was not you who registered, ignore this mail."))),
        ),
    )


def _reset(brief: Brief) -> Letter:
    return Letter(
        _say(brief, N_("Choose a new password for {site}"), site=brief.settings.site_name),
        (
            Paragraph(_say(brief, _GREETING, **brief.facts)),
            Paragraph(
                _say(
                    brief,
                    N_(
                        "Somebody asked for a new password for your account. If that was "
                        "you, choose one here."
                    ),
                )
            ),
            Button(
                _say(brief, N_("Choose a new password")),
                f"{brief.settings.public_url}/reset/{brief.secret}",
            ),
            Note(
                _say(
                    brief,
                    N_(
                        "The link works once, for 30 minutes. If it was not you, ignore "
                        "this mail: nothing changes."
                    ),
                )
            ),
        ),
    )


def _password_changed(brief: Brief) -> Letter:
    return Letter(
        _say(brief, N_("Your password for {site} was changed"), site=brief.settings.site_name),
        (
            Paragraph(_say(brief, _GREETING, **brief.facts)),
            Paragraph(
                _say(
                    brief,
                    N_(
                        "The password of your account was just changed, and every other "
                        "device was signed out."
                    ),
                )
            ),
            Button(_say(brief, N_("It was not me")), f"{brief.settings.public_url}/forgot"),
        ),
    )


def _say(brief: Brief, text: str, **facts: object) -> str:
    return translate(text, brief.locale, **facts)


COMPOSERS: Composers = {
    WELCOME: _welcome,
    INITIAL_PASSWORD: _initial_password,
    RESET: _reset,
    PASSWORD_CHANGED: _password_changed,
}
