"""Programs whose number of events is known; a recorder that loses one is found out. Each has a `main`."""
