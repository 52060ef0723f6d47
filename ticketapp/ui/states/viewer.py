"""Who is looking, for the header and for what a page offers. It decides nothing by itself."""

from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import PageState


class ViewerState(PageState):
    """`known` says that the rest has been looked up; each page load does so."""

    known: bool = False
    signed_in: bool = False
    name: str = ""
    email: str = ""
    role: str = ""

    @action
    async def look_up(self) -> None:
        actor = await self._actor()
        self.signed_in = not actor.is_anonymous
        self.name, self.email = actor.name, actor.email
        self.role = actor.role.value if actor.role else ""
        self.known = True
