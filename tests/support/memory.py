"""The most memory that a process held, as Linux counts it."""

from pathlib import Path

MB = 1_000_000


def told(pid: int) -> bool:
    """Say whether this machine tells it: Linux does."""
    return Path(f"/proc/{pid}/status").exists()


def peak(pid: int) -> float:
    """Give the most that was resident at once since the start or `forget_peak`, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "VmHWM":
            return int(value.split()[0]) * 1024 / MB
    raise LookupError(f"process {pid} has ended")


def forget_peak(pid: int) -> None:
    """Count from what is resident now (proc(5), `clear_refs`)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")
