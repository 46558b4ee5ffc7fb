"""Paths of the workspace where they do not exist as folders."""

import os
import sys
import unittest

from supervisor import DriverTest


class MappedPathsTest(DriverTest):
    def shown(self, code):
        result = self.run_script(code)
        self.assert_success(result)
        return result.stdout

    def test_open_and_os(self):
        self.write("dbfs/in/a.csv", "1,2\n")
        shown = self.shown(
            "import os, io\n"
            "print(open('/dbfs/in/a.csv').read(), end='')\n"
            "os.makedirs('/dbfs/out/deep')\n"
            "with io.open('/dbfs/out/deep/b.txt', 'w') as f:\n    f.write('b')\n"
            "print(os.path.exists('/dbfs/out'), os.path.isdir('/dbfs'), os.path.getsize('/dbfs/out/deep/b.txt'))\n"
            "print(os.listdir('/dbfs/out'), [e.name for e in os.scandir(b'/dbfs/out')])\n"
            "os.rename('/dbfs/out/deep/b.txt', '/dbfs/out/c.txt')\n"
            "print([(top, folders, files) for top, folders, files in os.walk('/dbfs/out')])\n"
            "os.remove('/dbfs/out/c.txt')\nos.rmdir('/dbfs/out/deep')\nprint(os.listdir(path='/dbfs/out'))\n"
            "print(os.path.exists('/dbfsx'), os.path.exists('/dbfs/../dbfs/in'))\n"
        )
        self.assertEqual(
            "1,2\nTrue True 1\n['deep'] [b'deep']\n"
            "[('/dbfs/out', ['deep'], ['c.txt']), ('/dbfs/out/deep', [], [])]\n[]\nFalse True\n",
            shown,
        )

    def test_pathlib_shutil_glob_and_tempfile(self):
        self.write("Workspace/Users/u/data/a.json", "{}")
        shown = self.shown(
            "import pathlib, shutil, glob, tempfile\n"
            "p = pathlib.Path('/Workspace/Users/u/data/a.json')\n"
            "print(p.exists(), p.read_text(), p.stat().st_size, p.resolve(), [str(x) for x in p.parent.iterdir()])\n"
            "(p.parent / 'sub').mkdir()\n(p.parent / 'sub' / 'b.txt').write_text('b')\n"
            "print(sorted(str(x) for x in p.parent.rglob('*')))\n"
            "print(glob.glob('/Workspace/Users/*/data/*.json'), glob.glob('/Workspace/**/*.txt', recursive=True))\n"
            "shutil.copytree(str(p.parent), '/dbfs/copy')\nshutil.copy('/dbfs/copy/a.json', '/dbfs/x.json')\n"
            "shutil.move('/dbfs/x.json', '/dbfs/copy/y.json')\n"
            "print(sorted(x.name for x in pathlib.Path('/dbfs/copy').iterdir()))\n"
            "shutil.rmtree('/dbfs/copy')\nprint(pathlib.Path('/dbfs/copy').exists())\n"
            "with tempfile.TemporaryDirectory(dir='/dbfs') as t:\n    print(pathlib.Path(t).is_dir())\n"
        )
        base = "/Workspace/Users/u/data"
        self.assertEqual(
            "True {} 2 %s/a.json ['%s/a.json']\n['%s/a.json', '%s/sub', '%s/sub/b.txt']\n"
            "['%s/a.json'] ['%s/sub/b.txt']\n['a.json', 'sub', 'y.json']\nFalse\nTrue\n" % ((base,) * 7),
            shown,
        )

    def test_modules_that_were_imported_before(self):
        self.write("site/sitecustomize.py", "import pathlib, shutil, subprocess, glob, tempfile")
        self.write("dbfs/a/x.txt", "x")
        result = self.run_script(
            "import pathlib, subprocess, sys\nassert 'sitecustomize' in sys.modules\np = pathlib.Path('/dbfs/a')\n"
            "print(p.exists(), (p / 'x.txt').read_text(), [str(x) for x in p.iterdir()], [str(x) for x in p.glob('*')])\n"
            "(p / 'y').mkdir()\n(p / 'y').rmdir()\n(p / 'x.txt').rename('/dbfs/a/z.txt')\nprint((p / 'z.txt').is_file())\n"
            "print(subprocess.check_output(['ls'], cwd='/dbfs/a').decode())",
            environment={"PYTHONPATH": os.path.join(self.folder, "site")},
        )
        self.assert_success(result)
        self.assertEqual("True x ['/dbfs/a/x.txt'] ['/dbfs/a/x.txt']\nTrue\nz.txt\n\n", result.stdout)

    def test_errors_keep_the_spelling(self):
        shown = self.shown(
            "try:\n    open('/dbfs/gone')\nexcept FileNotFoundError as e:\n    print(e)\n"
            "try:\n    __import__('os').rename('/dbfs/gone', '/Volumes/x')\nexcept OSError as e:\n    print(e)\n"
        )
        self.assertEqual(
            "[Errno 2] No such file or directory: '/dbfs/gone'\n"
            "[Errno 2] No such file or directory: '/dbfs/gone' -> '/Volumes/x'\n",
            shown,
        )

    def test_imports_and_subprocesses(self):
        self.write("Workspace/Shared/lib/tool.py", "value = 3")
        self.write("dbfs/w/here.txt", "")
        shown = self.shown(
            "import sys, subprocess\nsys.path.append('/Workspace/Shared/lib')\nimport tool\nprint(tool.value)\n"
            "print(subprocess.check_output(['ls'], cwd='/dbfs/w').decode(), end='')\n"
        )
        self.assertEqual("3\nhere.txt\n", shown)

    def test_scripts_of_the_workspace(self):
        self.write("Workspace/Users/u/job.py", "import beside\nprint(__file__, beside.value)\n1/0\n")
        self.write("Workspace/Users/u/beside.py", "value = 4")
        for file in ("/Workspace/Users/u/job.py", self.roots["/Workspace"] + "/Users/u/job.py"):
            result = self.run_script("", file=file)
            self.assert_failed(result, "ZeroDivisionError")
            self.assertEqual("/Workspace/Users/u/job.py 4\n", result.stdout)
            self.assertIn('File "/Workspace/Users/u/job.py", line 3', result.stderr)
            self.assertIn("    1/0", result.stderr)

    def test_modules_beside_a_notebook(self):
        self.write("Workspace/Users/ada@example.com/beside.py", "value = 4")
        self.assertEqual("4\n", self.run_cells("import beside\nbeside.value").text(1))

    def test_descriptors_and_folders_are_left_alone(self):
        shown = self.shown(
            "import os\nfd = os.open('/dbfs/f', os.O_CREAT | os.O_RDWR)\nos.write(fd, b'x')\n"
            "print(os.stat(fd).st_size, os.listdir('.') == os.listdir(), os.stat in os.supports_fd)\n"
            "with open(fd, 'rb') as f:\n    print(f.seek(0), f.read())\n"
            "os.chdir('/dbfs')\nprint(open('f').read())\nprint(os.access('/dbfs/f', os.R_OK))\n"
        )
        self.assertEqual("1 True True\n0 b'x'\nx\nTrue\n", shown)

    def test_mounted_mode_changes_nothing(self):
        result = self.run_script("import os\nprint(open is __import__('io').open, os.path.exists('/dbfs'))", paths="mounted")
        self.assertEqual("True %s\n" % os.path.exists("/dbfs"), result.stdout)


if __name__ == "__main__":
    print(sys.version, file=sys.stderr)
    unittest.main()
