"""Our own browser scripts, run by Node: those that need no page."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from ticketapp.serve.project import PROJECT

SCRIPTS = PROJECT / "assets" / "js"


def run_script(module: str, code: str, given: Any) -> Any:
    """What `code`, the body of an async function of `m` (the module) and `given`, returns."""
    node = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node")
    assert node, "Node is needed: it comes with the packages for development"
    program = f"""
      import * as m from {json.dumps((SCRIPTS / module).as_uri())};
      import {{ readFileSync }} from "node:fs";
      const run = async (m, given) => {{ {code} }};
      const answer = await run(m, JSON.parse(readFileSync(0, "utf8")));
      process.stdout.write(JSON.stringify(answer));
    """
    done = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "--eval", program],
        input=json.dumps(given), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
