"""``python -m stepin``: the command, also where a process of ours starts another."""

if __name__ == "__main__":  # a server's worker reads this module too, and is not to run the command
    import sys

    from stepin.cli.main import main

    sys.exit(main())
