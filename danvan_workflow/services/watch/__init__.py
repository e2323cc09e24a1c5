"""The watchdog: what stands still, who is told, and a person's word on it."""
