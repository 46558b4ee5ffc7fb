"""One cell of Python: run as a module's body, its last expression shown."""

import _ast

PARSE_ONLY = 0x0400  # ast.PyCF_ONLY_AST, without importing ast
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
IS_COROUTINE = 0x0080  # inspect.CO_COROUTINE


def run_python(notebook, cell, name):
    notebook.sources.add(name, cell.source)
    tree = parse(cell.body, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    if tree.body:
        evaluate(notebook, compile_tree(tree, name, "exec"))
    if last is not None:
        value = evaluate(notebook, compile_tree(_ast.Expression(body=last.value), name, "eval"))
        if value is not None and not cell.body.rstrip().endswith(";"):
            notebook.namespace["_"] = value
            show(notebook, value)
    show_figures(notebook)


def parse(source, name):
    try:
        return compile(source, name, "exec", PARSE_ONLY | TOP_LEVEL_AWAIT, dont_inherit=True)
    except SyntaxError:
        from dbc_driver.line_magics import replace_line_magics

        replaced = replace_line_magics(source)
        if replaced == source:
            raise
        return compile(replaced, name, "exec", PARSE_ONLY | TOP_LEVEL_AWAIT, dont_inherit=True)


def compile_tree(tree, name, mode):
    return compile(tree, name, mode, TOP_LEVEL_AWAIT, dont_inherit=True)


def evaluate(notebook, code):
    value = eval(code, notebook.namespace)
    if code.co_flags & IS_COROUTINE:
        value = notebook.await_result(value)
    return value


def show(notebook, value):
    from dbc_driver.display import Display

    Display(notebook.recorder).show_value(value)


def show_figures(notebook):
    import sys

    if "matplotlib.pyplot" in sys.modules:
        from dbc_driver.display import Display

        Display(notebook.recorder).show_open_figures()
