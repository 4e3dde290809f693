"""Virtual hosts over RabbitMQ's management API: each is a broker of its own, cheap to make."""

import urllib.error
import urllib.request
from base64 import b64encode
from urllib.parse import quote, unquote, urlsplit


class NoManagementError(RuntimeError):
    """The broker's management API does not answer."""

    def __init__(self, url: str) -> None:
        super().__init__(
            f"RabbitMQ's management API does not answer at {url}: enable the plugin "
            "rabbitmq_management, or say where it is with AMQP_MANAGEMENT_URL"
        )


def management_of(amqp_url: str) -> str:
    """Guess where the management API of a broker is: the same host, its usual port."""
    return f"http://{urlsplit(amqp_url).hostname}:15672"


def add(amqp_url: str, management_url: str, name: str) -> str:
    """Make a virtual host; give its URL."""
    _manage("PUT", amqp_url, management_url, name)
    base = urlsplit(amqp_url)
    return f"{base.scheme}://{base.netloc}/{quote(name, safe='')}"


def remove(amqp_url: str, management_url: str, name: str) -> None:
    """Remove a virtual host with everything in it."""
    _manage("DELETE", amqp_url, management_url, name)


def _manage(method: str, amqp_url: str, management_url: str, name: str) -> None:
    place = urlsplit(amqp_url)
    user = f"{unquote(place.username or 'guest')}:{unquote(place.password or 'guest')}"
    request = urllib.request.Request(  # noqa: S310 - the broker that is under test
        f"{management_url}/api/vhosts/{quote(name, safe='')}", method=method, data=b"{}"
    )
    request.add_header("Authorization", f"Basic {b64encode(user.encode()).decode()}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30):  # noqa: S310
            return
    except urllib.error.URLError as error:
        raise NoManagementError(management_url) from error
