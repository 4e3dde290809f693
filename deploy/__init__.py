"""Everything around the services: backing services, the demo, images, guides."""
