"""`display`, `displayHTML` and the value of a cell's last line, as outputs of the cell."""

import sys

ROW_LIMIT = 10000  # rows that a table shows, as in the service


class Display:
    def __init__(self, recorder):
        self._recorder = recorder

    def display(self, *values):
        for value in values:
            flush_text()
            table = table_of(value)
            if table is not None:
                self._recorder.add("table", table)
            else:
                self._show(value)

    def display_html(self, html=""):
        flush_text()
        self._recorder.add("html", str(html))

    def show_value(self, value):
        """The last expression of a cell."""
        flush_text()
        self._show(value)

    def show_open_figures(self):
        pyplot = sys.modules["matplotlib.pyplot"]
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            self._show_figure(figure)
            pyplot.close(figure)

    def _show(self, value):
        if is_figure(value):
            return self._show_figure(value)
        html = html_of(value)
        if html is not None:
            self._recorder.add("html", html)
        else:
            self._recorder.add("text", text_of(value) + "\n")

    def _show_figure(self, figure):
        import base64
        import io

        picture = io.BytesIO()
        getattr(figure, "figure", figure).savefig(picture, format="png")
        self._recorder.add("image", base64.b64encode(picture.getvalue()).decode("ascii"), mime="image/png")


def flush_text():
    """What was printed before comes before."""
    sys.stdout.flush()
    sys.stderr.flush()


def is_figure(value):
    return "matplotlib" in sys.modules and callable(getattr(getattr(value, "figure", value), "savefig", None))


def html_of(value):
    maker = getattr(value, "_repr_html_", None) if not isinstance(value, type) else None
    html = maker() if callable(maker) else None
    return html if isinstance(html, str) else None


def text_of(value):
    if isinstance(value, (dict, list, tuple, set, frozenset)) and len(value) > 5:
        from pprint import pformat

        return pformat(value, width=120, **({} if sys.version_info < (3, 8) else {"sort_dicts": False}))
    return repr(value)


def table_of(value):
    """{"columns", "rows", "truncated"} where a value is rows: of pandas, or a list of dicts or of named tuples."""
    if callable(getattr(value, "itertuples", None)) and hasattr(value, "columns"):
        return table_of_frame(value)
    if isinstance(value, list) and value:
        if all(isinstance(row, dict) for row in value):
            columns = list(dict.fromkeys(str(key) for row in value for key in row))
            return make_table(columns, ([{str(k): v for k, v in row.items()}.get(c) for c in columns] for row in value))
        fields = getattr(value[0], "_fields", None)
        if fields and all(type(row) is type(value[0]) for row in value):
            return make_table(list(fields), value)
    return None


def table_of_frame(frame):
    # A frame of pyspark.pandas or the like has more than pandas here; rows are taken in the way that all of them know.
    return make_table([str(column) for column in frame.columns], frame.itertuples(index=False, name=None))


def make_table(columns, rows):
    shown = []
    for row in rows:
        if len(shown) == ROW_LIMIT:
            return {"columns": columns, "rows": shown, "truncated": True}
        shown.append([cell_text(item) for item in row])
    return {"columns": columns, "rows": shown, "truncated": False}


def cell_text(value):
    """A value of a table: numbers, truth values and nothing as they are, the rest as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        # Not a number and the infinities have no form in JSON.
        return value if value - value == 0 else str(value)
    return str(value)
