"""PostgreSQL and RabbitMQ found or started: given URLs, a Docker engine, or private programs.

In this order, each of the two on its own: `DATABASE_URL` / `AMQP_URL`; a Docker engine; programs on
this machine, run as private instances on free loopback ports under `.run/`; on Debian as root the
missing package is installed first. Otherwise one clear sentence says what to install.
"""

from deploy.backing.found import Backing, NoWayError, find

__all__ = ["Backing", "NoWayError", "find"]
