"""Stands for the program `docker` in front of a native cluster: what is to be done in a service's container is done here.

Reads the cluster from the file named by FAKE_DOCKER, and writes down there what it was asked for. Starting, stopping and building
are only written down.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

FLAGS = {"-T", "--rm", "--no-deps"}


def main(arguments: list[str]) -> int:
    """`docker compose --env-file FILE exec|run … SERVICE COMMAND`, or anything else."""
    place = Path(os.environ["FAKE_DOCKER"])
    asked = arguments[3:]
    with place.with_suffix(".asked").open("a") as log:
        log.write(json.dumps(asked) + "\n")
    if asked[0] not in ("exec", "run"):
        return 0
    service, *command = [word for word in asked[1:] if word not in FLAGS]
    known: dict[str, Any] = json.loads(place.read_text())[service]
    return subprocess.run([here(word, known["places"]) for word in command], env=known["environment"], check=False).returncode


def here(word: str, places: dict[str, str]) -> str:
    """A word of a command as it is said on this machine."""
    for theirs, ours in places.items():
        word = word.replace(theirs, ours)
    return word


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
