"""fetcher: what it counts."""

from prometheus_client import Counter, Gauge, Histogram

REQUESTS = Counter(
    "flowstate_jira_requests_total",
    "Requests to Jira, by what was read and how it ended.",
    ["read", "outcome"],
)
SECONDS = Histogram(
    "flowstate_jira_request_seconds",
    "How long Jira took to answer.",
    ["read"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
IN_FLIGHT = Gauge("flowstate_jira_requests_in_flight", "Requests to Jira under way.")
ALLOWED = Gauge(
    "flowstate_jira_requests_allowed",
    "Requests to Jira allowed at once, over all connections: falls when Jira says 429.",
)
PAUSES = Counter("flowstate_jira_pauses_total", "Times Jira asked a connection to slow down.")
SLOWED = Counter(
    "flowstate_jira_slowed_total",
    "Times Jira refused a burst of one endpoint, which was asked more slowly from then on.",
    ["read"],
)
WAITED = Counter(
    "flowstate_jira_waited_seconds_total",
    "Seconds that requests waited for their turn.",
    ["read"],
)
HYDRATED = Counter(
    "flowstate_fetcher_issues_total",
    "Issues read by id, and ids that Jira did not return.",
    ["lane", "outcome"],
)
COALESCED = Counter(
    "flowstate_fetcher_coalesced_total",
    "Signals that needed no read of their own, because one already waiting served them.",
)
REFUSED = Counter("flowstate_fetcher_refused_total", "Times Jira refused a connection's account.")
