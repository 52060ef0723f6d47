"""People for a first look. Nobody can sign in as one of them: they have no password."""

from ticketapp.accounts import repository
from ticketapp.audit.service import Target, record
from ticketapp.core.actor import Role, system
from ticketapp.core.context import Context
from ticketapp.core.db import Session
from ticketapp.core.i18n import DEFAULT

NAMES = (
    "Amara Okafor", "Anton Weiss", "Beatriz Moreira", "Chiara Conti", "Daniel Fischer",
    "Elif Yılmaz", "Emil Sørensen", "Farah Haddad", "Greta Lindqvist", "Hana Novák",
    "Ibrahim Diallo", "Jonas Keller", "Kaito Mori", "Leila Rahimi", "Luca Romano",
    "Marta Kowalska", "Mei Tanaka", "Noah Becker", "Olivia Hughes", "Pavel Horák",
    "Rosa Jiménez", "Sami Virtanen", "Thea Brandt", "Yasmin Aziz",
)  # fmt: skip
STAFF = frozenset({"Jonas Keller", "Thea Brandt"})


async def load_people(ctx: Context) -> str:
    """Put the people into the database."""
    now = ctx.clock.now()

    async def work(session: Session) -> None:
        for name in NAMES:
            role = Role.staff if name in STAFF else Role.user
            document = repository.new_document(
                id_=ctx.ids.new(), email=email_of(name), name=name, role=role, locale=DEFAULT,
                password_hash=None, must_change_password=False, now=now,
            )  # fmt: skip
            await repository.insert(ctx.db, session, document)
            target = Target(document["_id"], document["email"])
            after = {"name": name, "role": role.value}
            await record(ctx, session, system("demo"), "account.registered", target, after=after)

    await ctx.db.transaction(work)
    return f"{len(NAMES)} people"


def email_of(name: str) -> str:
    words = name.lower().translate(str.maketrans("ıøáéí", "ioaei")).split()
    return f"{'.'.join(words)}@example.org"
