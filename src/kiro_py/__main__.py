"""I start the hand."""

from kiro_py.cli.app import main

if __name__ == "__main__":
    main()
