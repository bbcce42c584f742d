"""What every use of the network shares: addresses, limits, failures in words."""
