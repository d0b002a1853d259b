"""Small real projects with real plans: `make demo`, the docs and the tests replay them."""
