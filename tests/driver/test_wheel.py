"""Wheels as tasks."""

import os
import unittest

from supervisor import DriverTest, run_driver


class WheelTest(DriverTest):
    def setUp(self):
        super().setUp()
        self.write("site/my_pack/__init__.py", "import sys\ndef direct():\n    print('direct', sys.argv[1:])\n")
        self.write(
            "site/my_pack/cli.py",
            "import sys\ndef main():\n    print(sys.argv)\n    return 7\n"
            "def fail():\n    raise KeyError('k')\ndef leave():\n    sys.exit('bad input')\n",
        )
        info = "site/my_pack-1.0.dist-info/"
        self.write(info + "METADATA", "Metadata-Version: 2.1\nName: my-pack\nVersion: 1.0\n")
        entries = "[console_scripts]\nrun = my_pack.cli:main\n\n[other]\nfail = my_pack.cli:fail\nleave = my_pack.cli:leave\n"
        self.write(info + "entry_points.txt", entries)

    def run_wheel(self, entry_point, package_name="my_pack", **members):
        task = {"python_wheel_task": {"package_name": package_name, "entry_point": entry_point}}
        environment = {"PYTHONPATH": os.path.join(self.folder, "site")}
        return run_driver(self.start("wheel", task=task, **members), environment=environment, cwd=self.folder)

    def test_entry_point_with_parameters(self):
        result = self.run_wheel("run", positional_parameters=["a", "b c"])
        self.assert_success(result)
        self.assertEqual("['run', 'a', 'b c']\n", result.stdout)
        result = self.run_wheel("run", package_name="my-pack", named_parameters={"path": "/a b", "n": "5"})
        self.assertEqual("['run', '--path=/a b', '--n=5']\n", result.stdout)

    def test_function_of_the_package(self):
        self.assertEqual("direct ['x']\n", self.run_wheel("direct", positional_parameters=["x"]).stdout)

    def test_failures(self):
        result = self.run_wheel("fail")
        self.assert_failed(result, "KeyError: 'k'")
        self.assertIn("cli.py", result.stderr)
        self.assertNotIn("dbc_driver", result.stderr)
        result = self.run_wheel("leave")
        self.assert_failed(result, "SystemExit: bad input")
        self.assertIn("bad input\n", result.stderr)
        self.assert_failed(self.run_wheel("nope"), "my_pack declares no entry point 'nope'")
        self.assert_failed(self.run_wheel("run", package_name="gone"), "The package gone is not installed")


if __name__ == "__main__":
    unittest.main()
