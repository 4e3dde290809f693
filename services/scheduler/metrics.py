"""scheduler: what it counts."""

from prometheus_client import Counter, Gauge

TICKS = Counter("flowstate_scheduler_ticks_total", "Daily syncs that were asked for.")
STALLED = Counter("flowstate_scheduler_stalled_total", "Runs that were ended because they stalled.")
LOOKED = Gauge("flowstate_scheduler_looked_timestamp_seconds", "When it last looked what is due.")
