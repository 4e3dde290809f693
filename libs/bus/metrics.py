"""the bus: what every service that uses it tells, without doing anything for it."""

from prometheus_client import Counter, Gauge, Histogram

PUBLISHED = Counter(
    "flowstate_bus_published_total", "Messages published, confirmed or not.", ["topic", "outcome"]
)
HANDLED = Counter(
    "flowstate_bus_handled_total",
    "Messages taken from a queue, by what became of them: handled, retried, parked.",
    ["queue", "outcome"],
)
SECONDS = Histogram(
    "flowstate_bus_handling_seconds",
    "From taking a message (or a batch) to its acknowledgement.",
    ["queue"],
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
BATCH = Histogram(
    "flowstate_bus_batch_messages",
    "Messages handled together.",
    ["queue"],
    buckets=(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000),
)
IN_HAND = Gauge("flowstate_bus_in_hand", "Deliveries taken and not yet settled.", ["queue"])
STOPPED = Gauge(
    "flowstate_bus_consumer_stopped",
    "1 where a consumer stopped: all it did was parked.",
    ["queue"],
)
CONNECTED = Gauge("flowstate_bus_connected", "1 while there is a connection to the broker.")
RECONNECTS = Counter("flowstate_bus_reconnects_total", "Connections made to the broker.")
