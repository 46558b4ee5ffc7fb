"""Lines that are no Python are found by Python's tokenizer."""

import os
import sys
import textwrap
import unittest


class SyntaxTest(unittest.TestCase):
    """Lines that are no Python are found by Python's tokenizer."""

    def replaced(self, source):
        sys.path.insert(
            0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../src/emulator/execution/driver")
        )
        try:
            from dbc_driver.magic_syntax import as_python
        finally:
            sys.path.pop(0)
        return as_python(textwrap.dedent(source))

    def test_numbers_of_lines_stay(self):
        for source in ("%a\nx", "!a \\\n b\nx", "x = !a \\\n b\nx", "x = (1,\n\n2)\n!a\n", "'''\n%a\n'''\n%b"):
            with self.subTest(source):
                self.assertEqual(source.count("\n"), self.replaced(source).count("\n"))

    def test_python_stays_as_it_is(self):
        for source in (
            "x = 5 % 3\ny = (5\n% 3)\n",
            "s = f'{x!r:>{w}}'\n",
            "def f():\n    return '''\n%a'''\n",
            "x = \\\n  5\n",
            "# %a\n#!b\n",
            "class A:\n\n    @d\n    def f(self): pass\n",
            "if x:\n\tpass\nelse:\n\ty = {\n'%a': 1}\n",
            "",
            "\n\n",
            "x = 'a\n",
            "a = b = c % 2\n",
            "x: int = 5\n",
            "lambda a=1: a % 2\n",
            "print(a,\n!b)\n",
        ):
            with self.subTest(source):
                self.assertEqual(source, self.replaced(source))


if __name__ == "__main__":
    unittest.main()
