"""``python -m caregraph.api`` is the ``caregraph`` command."""

from .cli import main

if __name__ == "__main__":
    main()
