"""The coordinator's side of a cluster: who polls for us, and what they are given."""
