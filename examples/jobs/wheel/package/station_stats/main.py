import argparse

from station_stats import __version__
from station_stats.shares import shares


def main():
    parser = argparse.ArgumentParser(prog="station-stats")
    parser.add_argument("--counts", required=True, help="NAME:LISTENERS, with commas between them")
    parser.add_argument("--title", default="Shares")
    options = parser.parse_args()
    counts = dict(pair.rsplit(":", 1) for pair in options.counts.split(","))
    print(f"{options.title} (station_stats {__version__})")
    for name, share in shares({name: int(count) for name, count in counts.items()}):
        print(f"{name:<12}{share:>6.1%}")
