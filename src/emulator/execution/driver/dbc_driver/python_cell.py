"""One cell of Python: run as a module's body, its last expression shown."""

import _ast

PARSE_ONLY = 0x0400  # ast.PyCF_ONLY_AST, without importing ast
TOP_LEVEL_AWAIT = 0x2000  # ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
IS_COROUTINE = 0x0080  # inspect.CO_COROUTINE


def run_python(notebook, cell, name):
    """Plain Python needs no shell; once there is one, it runs all cells that follow."""
    notebook.sources.add(name, cell.source)
    tree = parse(notebook, cell.body, name) if notebook.shell is None else None
    if tree is not None:
        run_tree(notebook, cell.body, tree, name)
    else:
        from dbc_driver.shell import shell_of

        shell_of(notebook).run(cell.body, name)
    show_figures(notebook)


def parse(notebook, source, name):
    """Nothing where it is not Python: the shell knows more, or says what is wrong."""
    try:
        return parse_python(notebook, source, name)
    except (SyntaxError, ValueError):
        return None


def parse_python(notebook, source, name):
    return compile(source, name, "exec", PARSE_ONLY | TOP_LEVEL_AWAIT | notebook.futures, dont_inherit=True)


def run_tree(notebook, source, tree, name):
    notebook.history.begin(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], _ast.Expr) else None
    if tree.body:
        evaluate(notebook, compile_tree(notebook, tree, name, "exec"))
    if last is not None:
        value = evaluate(notebook, compile_tree(notebook, _ast.Expression(body=last.value), name, "eval"))
        if value is not None and not is_silent(source):
            notebook.history.keep(value)
            show(notebook, value)


def compile_tree(notebook, tree, name, mode):
    code = compile(tree, name, mode, TOP_LEVEL_AWAIT | notebook.futures, dont_inherit=True)
    if "__future__" in code.co_names:
        import __future__

        wanted = (getattr(__future__, feature).compiler_flag for feature in __future__.all_feature_names)
        notebook.futures |= sum(flag for flag in wanted if code.co_flags & flag)
    return code


def evaluate(notebook, code):
    value = eval(code, notebook.namespace)
    if code.co_flags & IS_COROUTINE:
        value = notebook.await_result(value)
    return value


def is_silent(source):
    """Whether a `;` ends the last line, before its comment."""
    if ";" not in source:
        return False
    import io
    import tokenize

    last = None
    ignored = (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in ignored:
            last = token.string
    return last == ";"


def show(notebook, value):
    from dbc_driver.display import Display

    Display(notebook.recorder).show_value(value)


def show_figures(notebook):
    import sys

    if "matplotlib.pyplot" in sys.modules:
        from dbc_driver.display import Display

        Display(notebook.recorder).show_open_figures()
