"""The camera's light and the other cameras: keys for what the device has."""

from playwright.async_api import expect

from tests.e2e.door.conftest import NewNight, OpenScanner
from tests.e2e.visit import PHONE

# Chromium's camera for tests has no light and is alone. These stand in for two of a phone, of
# which the one at the back has a light; the pictures, and all else, are Chromium's own.
_TWO_CAMERAS = """
  const devices = navigator.mediaDevices;
  const open = devices.getUserMedia.bind(devices);
  window.camera = {lights: [], opened: [], stopped: []};
  devices.enumerateDevices = async () =>
    [["audioinput", "ear"], ["videoinput", "back"], ["videoinput", "front"]]
      .map(([kind, deviceId]) => ({kind, deviceId}));
  devices.getUserMedia = async ({video}) => {
    const which = video.deviceId?.ideal ?? "back";
    const stream = await open({video: true});
    const [track] = stream.getVideoTracks();
    const stop = track.stop.bind(track);
    track.getSettings = () => ({deviceId: which});
    track.getCapabilities = () => which === "back" ? {torch: true} : {};
    track.applyConstraints = async ({advanced: [{torch}]}) => { window.camera.lights.push(torch); };
    track.stop = () => { window.camera.stopped.push(which); stop(); };
    window.camera.opened.push(which);
    window.track = track;
    return stream;
  };
"""


async def test_keys_for_light_and_another_camera_are_there_where_the_device_has_them(
    scanner: OpenScanner, new_night: NewNight
):
    night = await new_night("Dark")
    plain = await scanner(night, width=PHONE)
    await plain.sees()
    await expect(plain.button("Light")).to_have_count(0)
    await expect(plain.button("Other camera")).to_have_count(0)

    opened = await scanner(night, width=PHONE, before=_TWO_CAMERAS)
    await opened.sees()
    light = opened.button("Light")
    for pressed in ("true", "false", "true"):
        await light.click()
        await expect(light).to_have_attribute("aria-pressed", pressed)
    assert not await opened.visit.axe_in_both_colours()

    await opened.button("Other camera").click()
    await expect(light).to_have_count(0)  # the one in front has none
    await opened.sees()
    facts = await opened.page.evaluate("window.camera")
    assert facts == {
        "lights": [True, False, True],
        "opened": ["back", "front"],
        "stopped": ["back"],
    }
    assert await opened.page.evaluate("window.track.readyState") == "live"

    await opened.page.reload()
    await opened.sees()
    assert await opened.page.evaluate("window.camera.opened") == ["front"]  # remembered
    await opened.button("Other camera").click()
    await expect(light).to_have_attribute("aria-pressed", "false")
