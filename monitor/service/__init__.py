"""The program as a service of systemd: which files it takes, and writing them.

units    the shipped units, for where the program and its configuration really are (pure)
plan     every file and folder that is wanted, with its text and its mode
write    comparing with what is there, and writing

Without this folder everybody would copy units and folders by hand, with wrong modes and paths.
"""
