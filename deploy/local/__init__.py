"""The five services as processes of this machine: for the demo, for trying out, for fault tests."""
