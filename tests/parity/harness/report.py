"""What the suite prints: a row per group, then every problem."""


class Report:
    def __init__(self, paths_by_group):
        self.rows = {group: dict(paths=paths, cases=0, passed=0, differences=0) for group, paths in paths_by_group.items()}
        self.failures = []  # title, text

    def add(self, case, verdict):
        row = self.rows.setdefault(case.group, dict(paths=0, cases=0, passed=0, differences=0))
        row["cases"] += 1
        row["passed"] += not verdict.problems
        row["differences"] += verdict.differs
        if verdict.problems:
            self.failures.append((f"{case.group}: {case.name}", "\n".join(verdict.problems)))

    def add_problems(self, title, problems):
        if problems:
            self.failures.append((title, "\n".join(problems)))

    def table(self):
        lines = [f"{'group':<18}{'paths':>6}{'cases':>7}{'passed':>8}{'differences':>13}{'failed':>8}"]
        total = dict(paths=0, cases=0, passed=0, differences=0)
        for group, row in sorted(self.rows.items()):
            if not row["cases"]:
                continue
            lines.append(line_of(group, row))
            total = {name: total[name] + row[name] for name in total}
        return "\n".join([*lines, line_of("all", total)])

    def print(self, verbose):
        for title, text in self.failures:
            print(f"FAILED  {title}")
            shown = text.splitlines()
            print("\n".join(f"    {line}" for line in (shown if verbose else shown[:12])))
            if len(shown) > 12 and not verbose:
                print(f"    ... {len(shown) - 12} more lines with -v")
        print(self.table())


def line_of(name, row):
    failed = row["cases"] - row["passed"]
    return f"{name:<18}{row['paths']:>6}{row['cases']:>7}{row['passed']:>8}{row['differences']:>13}{failed or '-':>8}"
