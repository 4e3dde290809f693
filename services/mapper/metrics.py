"""mapper: what it counts."""

from prometheus_client import Counter, Histogram

ISSUES = Counter(
    "flowstate_mapper_issues_total",
    "Issues read from Jira that reached the mirror, or gave way to a newer read.",
    ["lane", "outcome"],
)
WANTED = Counter(
    "flowstate_mapper_wanted_total",
    "Issues a census found that the mirror lacked or was behind on.",
    ["why"],
)
MISSED = Counter(
    "flowstate_mapper_missed_total",
    "Issues whose change a run found first: what webhooks had missed.",
)
RUNS = Counter(
    "flowstate_mapper_runs_total",
    "Runs that came to an end, or to a question for a person.",
    ["phase"],
)
LAG = Histogram(
    "flowstate_mapper_issue_lag_seconds",
    "From Jira's own time of the last change of an issue to its committed row; live only.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600),
)
RECKONED = Counter(
    "flowstate_effort_reckoned_total",
    "Times a person's effort was reckoned anew, or could not be.",
    ["outcome"],
)
RECKONING_SECONDS = Histogram(
    "flowstate_effort_reckoning_seconds",
    "From taking a person's marks to committed effort.",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
