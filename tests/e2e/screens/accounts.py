"""The way in and the own account, as a person finds them."""

from playwright.async_api import Locator

from tests.e2e.screens.screen import Screen


class Mailed(Screen):
    """Choosing a password in exchange for the mailed one."""

    async def send(self, mailed: str, own: str) -> None:
        await self.field("Password from the mail").fill(mailed)
        await self.field("New password").fill(own)
        await self.press("Set the password")


class Registration(Screen):
    async def send(self, name: str, email: str, password: str = "") -> None:
        await self.field("Name").fill(name)
        await self.field("E-mail address").fill(email)
        await self.field("Password (optional)").fill(password)
        await self.press("Make the account")


class Login(Screen):
    async def send(self, email: str, password: str) -> None:
        await self.field("E-mail address").fill(email)
        await self.field("Password").fill(password)
        await self.press("Sign in")


class Account(Screen):
    @property
    def devices(self) -> Locator:
        region = self.page.get_by_role("region", name="Where you are signed in")
        return region.get_by_role("listitem")

    @property
    def second_factor(self) -> Locator:
        return self.page.get_by_role("region", name="Second factor")

    async def sign_out(self) -> None:
        form = self.page.locator("form[action='/logout']")
        await form.get_by_role("button", name="Sign out").click()
        await self.arrives("/")

    async def key(self) -> str:
        """The secret to type into an authenticator app."""
        await self.page.get_by_alt_text("QR code for the authenticator app").wait_for()
        return await self.second_factor.locator("code").inner_text()

    async def recovery_codes(self) -> list[str]:
        await self.page.get_by_role("heading", name="Keep these recovery codes").wait_for()
        return await self.second_factor.get_by_role("listitem").all_inner_texts()
