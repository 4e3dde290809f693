"""any service → any service: what every message on the bus has in common.

The body carries the matter only. Identity, time, source, schema version and correlation travel as
CloudEvents attributes in the AMQP headers (`libs.bus.envelope`), so a body typed by hand is a valid
message. Unknown members are ignored: adding one is compatible; a breaking change is a new message.
"""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
"""A connection's name in routing keys: no dot, no wildcard, so it is exactly one topic word."""

IssueId = Annotated[int, Field(gt=0, lt=2**63)]
"""Jira's numeric issue id: stable for life, unlike the key, which changes when an issue moves."""

JsonObject = dict[str, Any]
"""JSON of Jira's, as Jira gave it; read by a pydantic model where it is used."""

Instant = AwareDatetime
Lane = Literal["live", "bulk"]

LARGEST_BODY: int = 1_000_000
"""Bytes. A batch of issues is split so that no message is larger; RabbitMQ stays fast so."""


class Message(BaseModel):
    """One message: frozen, its topic known, its routing key `<topic>.<connection>`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    topic: ClassVar[str]
    connection: Slug

    @property
    def routing_key(self) -> str:
        """The AMQP routing key on the exchange `flowstate`."""
        return f"{self.topic}.{self.connection}"
