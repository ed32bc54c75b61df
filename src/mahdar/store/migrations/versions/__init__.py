"""The steps, oldest first: `v0001_…` is the first."""
