"""scheduler: the clock in, one wish for a sync a connection and day out."""
