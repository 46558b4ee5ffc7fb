"""Python files as tasks."""

import os
import subprocess
import sys
import unittest

from supervisor import DriverTest, run_driver


class ScriptTest(DriverTest):
    def test_prints_arguments_and_succeeds(self):
        result = self.run_script(
            "import sys\nprint(__name__, sys.argv[1:], __file__ == sys.argv[0])",
            positional_parameters=["a", "b c", "ä"],
        )
        self.assert_success(result)
        self.assertEqual("__main__ ['a', 'b c', 'ä'] True\n", result.stdout)
        self.assertEqual("", result.stderr)

    def test_traceback_is_the_one_of_python(self):
        result = self.run_script("def f():\n    return 1 / 0\n\nf()\n")
        self.assert_failed(result, "ZeroDivisionError: division by zero")
        path = os.path.join(self.folder, "job.py")
        self.assertTrue(result.stderr.startswith('Traceback (most recent call last):\n  File "%s", line 4' % path))
        self.assertIn("return 1 / 0", result.stderr)
        self.assertNotIn("dbc_driver", result.stderr)
        self.assertEqual(result.stderr, result.end["error_trace"])

    def test_syntax_error_names_the_line(self):
        result = self.run_script("x = 1\nif x\n    pass\n")
        self.assert_failed(result, "SyntaxError")
        self.assertIn("line 2", result.end["error_trace"])

    def test_exit_codes(self):
        for argument, is_success in [("", True), ("0", True), ("None", True), ("3", False), ("'no data'", False)]:
            with self.subTest(argument):
                result = self.run_script("import sys\nprint('x')\nsys.exit(%s)" % argument)
                self.assertEqual("success" if is_success else "failed", result.end["result"])
                self.assertEqual(0 if is_success else 1, result.exit_code)
                self.assertEqual("x\n", result.stdout)

    def test_missing_file(self):
        result = self.run_script("", file=os.path.join(self.folder, "gone.py"))
        self.assert_failed(result, "FileNotFoundError")
        self.assertIn("gone.py", result.end["error"])

    def test_modules_beside_the_script_are_found_and_the_drivers_are_not(self):
        self.write("jobs/helper.py", "value = 5")
        result = self.run_script("import helper, sys\nprint(helper.value)\nimport main\n", name="jobs/job.py")
        self.assert_failed(result, "No module named 'main'")
        self.assertEqual("5\n", result.stdout)

    def test_threads_and_exit_handlers_finish_before_the_end(self):
        result = self.run_script(
            "import atexit, threading, time\n"
            "from concurrent.futures import ThreadPoolExecutor\n"
            "atexit.register(print, 'handler')\n"
            "def late():\n    time.sleep(0.1)\n    print('thread')\n"
            "threading.Thread(target=late).start()\n"
            "pool = ThreadPoolExecutor(2)\npool.submit(print, 'pool').result()\n"
        )
        self.assert_success(result)
        self.assertEqual(["handler", "pool", "thread"], sorted(result.stdout.split()))
        self.assertEqual("handler", result.stdout.split()[-1])

    def test_processes_of_its_own(self):
        result = self.run_script(
            "import multiprocessing\n"
            "def double(x):\n    return 2 * x\n"
            "if __name__ == '__main__':\n"
            "    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
            "        print(pool.map(double, [1, 2, 3]))\n"
        )
        self.assert_success(result)
        self.assertEqual("[2, 4, 6]\n", result.stdout)

    def test_a_forked_process_may_run_to_the_end_too(self):
        result = self.run_script(
            "import os, sys\nchild = os.fork()\nif child:\n    print(os.waitpid(child, 0)[1])\n"
            "else:\n    print('child')\n"
        )
        self.assert_success(result)
        self.assertEqual("child\n0\n", result.stdout)
        self.assertEqual("", result.stderr)

    def test_output_that_is_no_text(self):
        result = self.run_script("import sys\nprint('\\ud800')\nsys.stdout.buffer.write(b'raw\\n')\nprint('a', end='')")
        self.assert_success(result)
        self.assertEqual("\\ud800\nraw\na", result.stdout)

    def test_no_descriptor_and_no_variable_reach_the_task(self):
        result = self.run_script("import os\nprint([k for k in os.environ if k.startswith('DBC')])")
        self.assertEqual("[]\n", result.stdout)

    def test_start_imports_little(self):
        result = self.run_script(
            "import sys\nprint([m for m in ('socket', 'subprocess', 'threading', 'typing', 'tempfile', 'traceback', "
            "'pathlib', 'linecache', 'importlib.metadata', 'asyncio') if m in sys.modules and m not in OLD])".replace(
                "OLD", repr(self.modules_of_plain_python())
            ),
            paths="mounted",
        )
        self.assertEqual("[]\n", result.stdout)

    @staticmethod
    def modules_of_plain_python():
        text = subprocess.check_output([sys.executable, "-s", "-B", "-c", "import json, sys; print(*sys.modules)"])
        return text.decode().split()

    def test_unknown_kind(self):
        result = run_driver(self.start("spark_jar"))
        self.assert_failed(result, "The driver cannot run a task of the kind 'spark_jar'.")

    def test_pyspark_says_why_it_is_not_there(self):
        result = self.run_script("from pyspark.sql import SparkSession")
        self.assert_failed(result, "no Spark engine is there")
        result = self.run_script("try:\n    import pyspark\nexcept ImportError:\n    print('plain')")
        self.assert_success(result)

    def test_death_in_the_middle_sends_no_end(self):
        result = self.run_script("import os, signal\nprint('x', flush=True)\nos.kill(os.getpid(), signal.SIGKILL)")
        self.assertIsNone(result.end)
        self.assertEqual(-9, result.exit_code)
        self.assertEqual("x\n", result.stdout)


class SurroundingsTest(DriverTest):
    """What a file finds around it besides plain Python."""

    def test_dbutils_is_a_global(self):
        result = self.run_script(
            "print(dbutils.widgets.getAll(), 'spark' in globals())\nimport other\n", named_parameters={"a": "b"}
        )
        self.assert_failed(result, "No module named 'other'")
        self.assertEqual("{'a': 'b'} False\n", result.stdout)
        self.assert_failed(self.run_script("spark.sql('x')"), "no Spark engine is there")

    def test_the_sdks_runtime_without_the_sdk(self):
        text = (
            "from databricks.sdk.runtime import dbutils, getArgument, display\nprint(dbutils.widgets.getAll(), getArgument('a'))\n"
            "import databricks.sdk.runtime as r\nprint(r.dbutils is dbutils)\n"
            "try:\n    from databricks.sdk import WorkspaceClient\nexcept ImportError as e:\n    print(e)\n"
            "try:\n    from databricks.sdk.runtime import spark\nexcept ImportError as e:\n    print('no Spark' in str(e))\n"
            "from databricks.sdk.runtime import *\nprint(sorted(n for n in globals() if n in ('dbutils', 'display')))\n"
        )
        if __import__("importlib.util").util.find_spec("databricks"):
            self.skipTest("this Python has packages of databricks")
        result = self.run_script(text, named_parameters={"a": "b"})
        self.assert_success(result)
        self.assertEqual(
            "{'a': 'b'} b\nTrue\nNo module named 'databricks.sdk.WorkspaceClient': install databricks-sdk as a library, or with "
            "%pip\nTrue\n['dbutils', 'display']\n",
            result.stdout,
        )

    def test_the_working_folder_is_the_files_own_from_14_on(self):
        for version, is_own in (
            ("15.4", True),
            ("14.0", True),
            ("13.3", False),
            ("9.1", False),
            ("client.4", True),
            ("", True),
        ):
            with self.subTest(version):
                environment = {"DATABRICKS_RUNTIME_VERSION": version}
                text = "import os\nprint(os.getcwd())\nprint(os.environ.get('PWD'))"
                result = self.run_script(text, name="Workspace/a/job.py", environment=environment)
                own = self.folder + "/Workspace/a"
                self.assertEqual((own + "\n") * 2 if is_own else self.folder + "\nNone\n", result.stdout)

    def test_text_that_is_none(self):
        result = self.run_script("import sys\nprint('a\\ud800b')\nraise ValueError('x\\udce4y')")
        self.assert_failed(result, "ValueError: x\ufffdy")


if __name__ == "__main__":
    unittest.main()
