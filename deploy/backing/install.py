"""Installing what is missing, where that is possible without asking: Debian, as root."""

import os
import shutil
import subprocess
import sys

ENVIRONMENT = {"DEBIAN_FRONTEND": "noninteractive"}


def can_install() -> bool:
    """Whether we are root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(package: str) -> bool:
    """Install a package of Debian's; say in a line that it is done, and whether it went well."""
    sys.stderr.write(f"Installing {package} (apt-get) …\n")
    return _apt("install", "-y", "--no-install-recommends", package) or (
        _apt("update") and _apt("install", "-y", "--no-install-recommends", package)
    )


def _apt(*arguments: str) -> bool:
    done = subprocess.run(  # noqa: S603 - Debian's own program
        ["/usr/bin/apt-get", *arguments],
        env={**os.environ, **ENVIRONMENT},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
