def shares(counts):
    """Each name with its part of the whole, the largest first."""
    total = sum(counts.values())
    if total == 0:
        raise ValueError("nobody listens")
    return sorted(((name, count / total) for name, count in counts.items()), key=lambda pair: (-pair[1], pair[0]))
