"""Every handler's promise: checked arguments, the person's language, and never a silent failure."""

from typing import Annotated

import pytest
from pydantic import BaseModel, Field, StringConstraints
from structlog.testing import capture_logs

from tests.drivers.tab import Tab
from ticketapp.core.errors import Forbidden, NotFound
from ticketapp.core.i18n import Locale
from ticketapp.ui.states.actions import action
from ticketapp.ui.states.base import FormState, PageState


class Order(BaseModel):
    email: Annotated[str, StringConstraints(max_length=10)]
    seats: int = Field(ge=1, le=4)


class CounterState(PageState):
    count: int = 0
    language: str = ""
    address: str = ""

    @action
    async def add(self, amount: Annotated[int, Field(strict=True, ge=1)], times: int = 1) -> None:
        self.count += amount * times

    @action
    async def climb(self):
        for _ in range(3):
            self.count += 1
            yield

    @action
    async def forbid(self) -> None:
        raise Forbidden

    @action
    async def break_down(self) -> None:
        raise LookupError("the secret inside")

    @action
    async def look_around(self) -> None:
        self.language, self.address = self._locale(), self._origin().address


class OrderState(FormState, PageState):
    ordered: int = 0

    @action
    async def order(self, form: Order) -> None:
        if form.email == "nobody":
            raise NotFound
        self.ordered = form.seats


async def test_a_handler_does_its_work(tab: Tab):
    await tab.call(CounterState.add, amount=2)
    await tab.call(CounterState.add, amount=3, times=2)
    assert (await tab.state(CounterState)).count == 8


@pytest.mark.parametrize(
    "arguments",
    [{}, {"amount": "2"}, {"amount": {"$gt": 0}}, {"amount": [1]}, {"amount": None}, {"amount": 0}],
    ids=str,
)
async def test_arguments_that_do_not_fit_never_reach_the_handler(tab: Tab, arguments):
    await tab.call(CounterState.add, **arguments)
    state = await tab.state(CounterState)
    assert state.count == 0
    assert state.notice["text"]


async def test_each_step_of_a_long_handler_is_sent_as_it_happens(tab: Tab):
    await tab.call(CounterState.climb)
    deltas = [(update.delta or {}).get(CounterState.get_full_name(), {}) for update in tab.sent]
    counts = [delta["count_rx_state_"] for delta in deltas if "count_rx_state_" in delta]
    assert counts == [1, 2, 3]


async def test_a_refusal_is_said_in_the_language_of_the_browser(tab: Tab):
    tab.accept_language = "de-AT,de;q=0.9,en;q=0.5"
    await tab.call(CounterState.forbid)
    assert (await tab.state(CounterState)).notice["text"] == "Dein Konto darf das nicht."


async def test_the_language_cookie_goes_before_the_language_of_the_browser(tab: Tab):
    tab.accept_language, tab.cookies = "de", {"lang": "en"}
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).language == "en"


async def test_a_language_chosen_on_the_page_holds_until_the_connection_is_made_anew(tab: Tab):
    tab.cookies = {"lang": "en"}
    await tab.call(PageState.speak, language="de")
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).language == "de"

    tab.cookies = {"lang": "en"}  # another tab has chosen in the meantime
    tab.reconnect()
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).language == "en"


@pytest.mark.parametrize("language", ["fr", "", None, {"$ne": 1}, "de; Path=/"], ids=str)
async def test_a_language_we_do_not_speak_is_refused(tab: Tab, language):
    await tab.call(PageState.speak, language=language)
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).language == "en"


async def test_a_broken_cookie_header_is_as_good_as_none(tab: Tab):
    tab.cookies = {"la ng": '"', "lang": "\x01"}
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).language == "en"


async def test_the_origin_of_an_event_is_the_client_of_its_connection(tab: Tab):
    await tab.call(CounterState.look_around)
    assert (await tab.state(CounterState)).address == tab.address


async def test_a_bug_is_logged_once_and_shown_without_its_inside(tab: Tab):
    with capture_logs() as logs:
        await tab.call(CounterState.break_down)
    errors = [entry for entry in logs if entry["log_level"] == "error"]
    assert [entry["event"] for entry in errors] == ["unexpected error"]
    assert errors[0]["handler"] == "CounterState.break_down"
    text = (await tab.state(CounterState)).notice["text"]
    assert "secret" not in text
    assert text.startswith("Something broke on our side.")


@pytest.mark.parametrize("handler", ["add", "forbid", "break_down"])
async def test_the_button_learns_that_the_work_is_over_however_it_ended(tab: Tab, handler: str):
    before = (await tab.state(CounterState)).finished
    await tab.call(CounterState.event_handlers[handler], amount=1)
    assert (await tab.state(CounterState)).finished == before + 1


async def test_what_is_wrong_with_a_field_is_said_beside_the_field(tab: Tab):
    await tab.call(OrderState.order, form={"email": "far too long for it", "seats": "9"})
    state = await tab.state(OrderState)
    assert state.errors == {
        "email": "This may have at most 10 characters.",
        "seats": "This must be at most 4.",
    }
    assert state.problem == ""


async def test_a_form_says_any_other_refusal_in_one_place_and_forgets_it_on_the_next_try(tab: Tab):
    await tab.call(OrderState.order, form={"email": "nobody", "seats": 1})
    assert (await tab.state(OrderState)).problem.startswith("There is nothing here")

    await tab.call(OrderState.order, form={"email": "somebody", "seats": 2})
    state = await tab.state(OrderState)
    assert (state.problem, state.errors, state.ordered) == ("", {}, 2)


@pytest.mark.parametrize("form", ["text", [], None, 3, {"email": {"$ne": None}, "seats": True}])
async def test_a_form_of_any_other_shape_is_refused(tab: Tab, form):
    await tab.call(OrderState.order, form=form)
    state = await tab.state(OrderState)
    assert state.ordered == 0
    assert state.problem or state.errors


def test_locales_are_what_the_catalogues_are_made_for():
    assert Locale.__args__ == ("en", "de")
