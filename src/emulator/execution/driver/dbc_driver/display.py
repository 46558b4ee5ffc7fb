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

    def show_bundle(self, data):
        """One value in several forms, by their types: the richest one that a page can show."""
        flush_text()
        for kind in ("text/html", "image/svg+xml"):
            if kind in data:
                return self._recorder.add("html", joined(data[kind]))
        for kind in ("image/png", "image/jpeg", "image/gif"):
            if kind in data:
                return self._recorder.add("image", base64_of(data[kind]), mime=kind)
        for kind in ("text/markdown", "text/latex", "text/plain", "application/json"):
            if kind in data:
                return self._recorder.add("text", joined(data[kind]) + "\n")

    def _show(self, value):
        if is_figure(value):
            return self._show_figure(value)
        if callable(method_of(value, "_ipython_display_")):
            return value._ipython_display_()
        bundle = bundle_of(value)
        if bundle:
            self.show_bundle(bundle)
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


RICH = {
    "_repr_html_": "text/html",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
}


def method_of(value, name):
    """A method by which values say how they look; a class of such values has none itself."""
    if isinstance(value, type) or not hasattr(type(value), name) and name not in getattr(value, "__dict__", ()):
        return None
    return getattr(value, name, None)


def bundle_of(value):
    """The forms that a value has besides its text, by their types."""
    maker = method_of(value, "_repr_mimebundle_")
    bundle = maker(include=None, exclude=None) if callable(maker) else None
    bundle = dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})
    for name, kind in RICH.items():
        maker = method_of(value, name)
        shown = maker() if callable(maker) and kind not in bundle else None
        shown = shown[0] if isinstance(shown, tuple) else shown
        if isinstance(shown, (str, bytes)):
            bundle[kind] = shown
    return bundle


def joined(data):
    if isinstance(data, (dict, list)):
        import json

        return json.dumps(data)
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)


def base64_of(data):
    import base64

    return base64.b64encode(data).decode("ascii") if isinstance(data, bytes) else data


def text_of(value):
    if callable(method_of(value, "_repr_pretty_")) and "IPython" in sys.modules:
        from IPython.lib.pretty import pretty

        return pretty(value)
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
