"""Statistics of radio stations: a package small enough to show how a wheel becomes a task."""

__version__ = "1.0.0"
