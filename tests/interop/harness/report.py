"""What the suite prints: every problem, every skipped test with its reason, and a row per client and group."""


class Report:
    def __init__(self):
        self.rows = []  # client, group, counts
        self.notes = []  # "FAILED" or "skipped", title, text

    @property
    def failed(self):
        return sum(row["failed"] for _, _, row in self.rows)

    def add(self, client, group, results, seconds):
        row = dict(passed=0, failed=0, skipped=0, seconds=seconds)
        for each in results:
            row[each["outcome"]] += 1
            if each["outcome"] != "passed":
                mark = "FAILED" if each["outcome"] == "failed" else "skipped"
                self.notes.append((mark, f"{client} {group}: {each['name']}", each["text"]))
        self.rows.append((client, group, row))

    def print(self, lines):
        for mark, title, text in self.notes:
            print(f"{mark}  {title}")
            shown = text.strip().splitlines()
            left_out = max(0, len(shown) - lines)
            if left_out:
                print(f"    ... {left_out} lines before with -v")
            print("\n".join(f"    {line}" for line in shown[left_out:]))
        print(self.table())

    def table(self):
        width = max(len(client) for client, _, _ in self.rows) + 2
        lines = [f"{'client':<{width}}{'group':<24}{'passed':>7}{'failed':>8}{'skipped':>9}{'seconds':>9}"]
        total = dict(passed=0, failed=0, skipped=0, seconds=0.0)
        for client, group, row in sorted(self.rows, key=lambda each: each[:2]):
            lines.append(line_of(f"{client:<{width}}{group:<24}", row))
            total = {name: total[name] + row[name] for name in total}
        return "\n".join([*lines, line_of(f"{'all':<{width + 24}}", total)])


def line_of(title, row):
    return f"{title}{row['passed']:>7}{row['failed'] or '-':>8}{row['skipped'] or '-':>9}{row['seconds']:>9.1f}"
