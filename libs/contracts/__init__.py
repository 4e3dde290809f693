"""What crosses the bus: one file a message, its first line the arrow; `topology`: the queues."""
