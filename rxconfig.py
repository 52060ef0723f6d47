"""How Reflex builds and serves the pages.

Read at build time without any settings, so the only one used here is the address of Redis.
"""

import os
import subprocess
import sys
from pathlib import Path

os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
os.environ.setdefault("REFLEX_USE_NPM", "1")
os.environ.setdefault("REFLEX_CHECK_LATEST_VERSION", "0")
# The lock pins versions and their hashes; which registry serves them is each machine's choice.
os.environ.setdefault("NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED", "true")

_ONLY_SERVING = "__REFLEX_SKIP_COMPILE" in os.environ

if not _ONLY_SERVING and "NPM_CONFIG_REGISTRY" not in os.environ:
    # Reflex would otherwise look for the fastest registry by itself.
    os.environ["NPM_CONFIG_REGISTRY"] = subprocess.run(
        ["npm", "config", "get", "registry"],  # noqa: S607 - the npm first on the PATH set above
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()

import reflex as rx  # noqa: E402 - reads the environment prepared above
from reflex.constants import StateManagerMode  # noqa: E402
from reflex.plugins import SitemapPlugin  # noqa: E402

from ticketapp.ui.front_end import FrontEnd  # noqa: E402

_REDIS_URL = os.environ.get("TICKETAPP_REDIS_URL") or None

config = rx.Config(
    app_name="ticketapp",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    # Nobody matches: ticketapp.web checks each Origin against the address it was reached at
    # and takes the header off before Reflex sees it. What gets past it is refused here.
    cors_allowed_origins=["https://nobody.invalid"],
    redis_url=_REDIS_URL,
    state_manager_mode=StateManagerMode.REDIS if _REDIS_URL else StateManagerMode.MEMORY,
    plugins=[FrontEnd()],
    disable_plugins=[SitemapPlugin],
)
