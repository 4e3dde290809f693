"""ingress: Jira's webhooks in, signals on the bus out; 202 only once the broker has them."""
