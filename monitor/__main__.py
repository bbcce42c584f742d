"""``python -m monitor``: the command where its script isn't on the PATH, as in a container."""

from monitor.cli.main import main

if __name__ == "__main__":
    main()
