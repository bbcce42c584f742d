"""Polling on other machines: a coordinator, Dask's scheduler, and workers (docs/scale.md)."""
