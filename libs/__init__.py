"""What two or more services need: contracts, bus, database, connections, running a process."""
