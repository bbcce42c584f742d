"""The worker's side of a cluster: polls batches."""
