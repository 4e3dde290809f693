"""The reads: the only (method, path) pairs that may be sent to Jira. Nothing here writes.

POST is how Jira takes long questions: search and the bulk reads change nothing (Jira's OpenAPI
document marks them as reads, scope `read:jira-work`).
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Read:
    """One thing that may be asked; `name` labels it in metrics."""

    name: str
    method: Literal["GET", "POST"]
    path: str


MYSELF = Read("myself", "GET", "/rest/api/3/myself")
SERVER_INFO = Read("server_info", "GET", "/rest/api/3/serverInfo")
PROJECT_SEARCH = Read("project_search", "GET", "/rest/api/3/project/search")
ISSUE_TYPES = Read("issue_types", "GET", "/rest/api/3/issuetype")
STATUSES = Read("statuses", "GET", "/rest/api/3/status")
FIELDS = Read("fields", "GET", "/rest/api/3/field")
USERS = Read("users", "GET", "/rest/api/3/users/search")
SEARCH = Read("search", "POST", "/rest/api/3/search/jql")
ISSUE_BULK = Read("issue_bulk", "POST", "/rest/api/3/issue/bulkfetch")
CHANGELOG_BULK = Read("changelog_bulk", "POST", "/rest/api/3/changelog/bulkfetch")
TENANT_INFO = Read("tenant_info", "GET", "/_edge/tenant_info")

ALLOWED: frozenset[Read] = frozenset(
    {
        MYSELF,
        SERVER_INFO,
        PROJECT_SEARCH,
        ISSUE_TYPES,
        STATUSES,
        FIELDS,
        USERS,
        SEARCH,
        ISSUE_BULK,
        CHANGELOG_BULK,
        TENANT_INFO,
    }
)
