"""Builds and serves `tests/gallery`, the page that shows every component."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import httpx

from tests.drivers.waiting import until
from ticketapp.serve.ports import free_port
from ticketapp.serve.project import PROJECT

_CONFIG = """
import runpy
import reflex as rx
from reflex.constants import StateManagerMode
from ticketapp.ui.front_end import FrontEnd

project = runpy.run_path({rxconfig!r})["config"]
config = rx.Config(
    app_name="gallery",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[FrontEnd()],
    disable_plugins=project.disable_plugins,
    state_manager_mode=StateManagerMode.MEMORY,
)
"""


class Gallery:
    """A folder beside the project, with the project's assets and a page of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Gallery":
        self._furnish()
        self._run(sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    Path(sys.executable).with_name("granian"), "gallery.gallery:app", "--factory",
                    "--interface", "asgi", "--host", "127.0.0.1", "--port", str(self.port),
                ],
                cwd=self.folder,
                env=self._environment
                | {
                    "REFLEX_ENV_MODE": "prod",
                    "__REFLEX_SKIP_COMPILE": "1",
                    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "1",
                },
                stdout=log,
                stderr=log,
            )  # fmt: skip
        until(self._answers, "the gallery answers", within=60)
        return self

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)

    @property
    def _log(self) -> Path:
        return self.folder / "log"

    @property
    def _environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": f"{self.folder}{os.pathsep}{PROJECT}"}

    def _furnish(self) -> None:
        shutil.copytree(PROJECT / "reflex.lock", self.folder / "reflex.lock")
        (self.folder / "assets").symlink_to(PROJECT / "assets")
        package = self.folder / "gallery"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "gallery.py").symlink_to(PROJECT / "tests" / "gallery" / "gallery.py")
        config = _CONFIG.format(rxconfig=str(PROJECT / "rxconfig.py"))
        (self.folder / "rxconfig.py").write_text(config)

    def _run(self, *command: str) -> None:
        done = subprocess.run(
            command, cwd=self.folder, env=self._environment, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        self._log.write_text(done.stdout + done.stderr)
        assert done.returncode == 0, self._log.read_text()[-3000:]

    def _answers(self) -> bool:
        assert self.process
        assert self.process.poll() is None, self._log.read_text()[-3000:]
        try:
            return httpx.get(f"{self.address}/", timeout=5).status_code == 200
        except httpx.TransportError:
            return False
