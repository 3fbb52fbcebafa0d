"""``python -m pipeline`` is the command ``unionfacts``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
