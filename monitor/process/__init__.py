"""The daemon as a process: start, stop, systemd, logs."""
