"""ingress: what it counts."""

from prometheus_client import Counter, Gauge, Histogram

WEBHOOKS = Counter(
    "flowstate_webhooks_total",
    "Webhooks by what they were about and how they were answered.",
    ["kind", "outcome"],
)
SECONDS = Histogram(
    "flowstate_webhook_seconds",
    "From the first byte of a webhook to its answer.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BYTES_IN_HAND = Gauge("flowstate_webhook_bytes_in_hand", "Bytes of bodies being taken.")
