import os

from harness.legacy import LegacyCase


class Fs(LegacyCase):
    def ls(self, path):
        return self.run_cli("fs", "ls", path).split()

    def test_files(self):
        content = os.urandom(3 * 1024 * 1024 + 5)
        local = self.write("local.bin", content)
        self.run_cli("fs", "cp", local, "dbfs:/cli/files/remote.bin")
        self.run_cli("fs", "cp", "dbfs:/cli/files/remote.bin", self.folder / "back.bin")
        self.assertEqual(content, (self.folder / "back.bin").read_bytes())
        self.assertIn(str(len(content)), self.run_cli("fs", "ls", "-l", "dbfs:/cli/files"))
        self.fails("already exists", "fs", "cp", local, "dbfs:/cli/files/remote.bin")
        self.run_cli("fs", "cp", "--overwrite", self.write("small", "small\n"), "dbfs:/cli/files/remote.bin")
        self.assertEqual("small\n", self.run_cli("fs", "cat", "dbfs:/cli/files/remote.bin"))
        self.run_cli("fs", "mv", "dbfs:/cli/files/remote.bin", "dbfs:/cli/files/moved.bin")
        self.assertEqual(["moved.bin"], self.ls("dbfs:/cli/files"))
        self.run_cli("fs", "rm", "dbfs:/cli/files/moved.bin")
        self.assertEqual([], self.ls("dbfs:/cli/files"))

    def test_trees(self):
        for name in ("tree/a.txt", "tree/b/c.txt", "tree/b/d/e.txt"):
            self.write(name, name)
        self.run_cli("fs", "cp", "-r", self.folder / "tree", "dbfs:/cli/tree")
        self.assertEqual(["a.txt", "b"], sorted(self.ls("dbfs:/cli/tree")))
        self.assertEqual(["dbfs:/cli/tree/b/c.txt", "dbfs:/cli/tree/b/d"], sorted(self.run_cli("fs", "ls", "--absolute", "dbfs:/cli/tree/b").split()))
        self.run_cli("fs", "cp", "-r", "dbfs:/cli/tree", self.folder / "back")
        self.assertEqual("tree/b/d/e.txt", (self.folder / "back/b/d/e.txt").read_text())
        self.fails("Directory is not empty", "fs", "rm", "dbfs:/cli/tree")
        self.run_cli("fs", "rm", "-r", "dbfs:/cli/tree")
        self.run_cli("fs", "mkdirs", "dbfs:/cli/new/er")
        self.assertEqual(["er"], self.ls("dbfs:/cli/new"))

    def test_the_other_executable(self):
        self.run_cli("mkdirs", "dbfs:/cli/dbfs", executable="dbfs")
        self.run_cli("cp", self.write("x", "x"), "dbfs:/cli/dbfs/x", executable="dbfs")
        self.assertEqual("x", self.run_cli("ls", "dbfs:/cli/dbfs", executable="dbfs").strip())

    def test_errors(self):
        self.fails("RESOURCE_DOES_NOT_EXIST", "fs", "ls", "dbfs:/cli/none")
        self.fails("No file or directory exists on path dbfs:/cli/none", "fs", "mv", "dbfs:/cli/none", "dbfs:/cli/other")
