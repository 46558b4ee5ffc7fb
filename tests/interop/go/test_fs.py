import filecmp
import os

from harness.go_cli import GoCase


class Files(GoCase):
    def round_trip(self, root):
        tree = self.folder / "tree"
        self.write("tree/a.txt", "text\n")
        self.write("tree/deep/b.bin", os.urandom(3_000_000))
        self.write("tree/empty", "")
        self.run_cli("fs", "mkdir", root)
        self.run_cli("fs", "cp", "-r", tree, f"{root}/tree")
        self.assertEqual("text\n", self.run_cli("fs", "cat", f"{root}/tree/a.txt"))
        self.assertEqual({"a.txt", "deep", "empty"}, set(self.run_cli("fs", "ls", f"{root}/tree").split()))
        self.run_cli("fs", "cp", "-r", f"{root}/tree", self.folder / "back")
        compared = filecmp.cmpfiles(tree, self.folder / "back", ["a.txt", "deep/b.bin", "empty"], shallow=False)
        self.assertEqual(["a.txt", "deep/b.bin", "empty"], compared[0])
        self.assertIn("skipped", self.run_cli("fs", "cp", tree / "a.txt", f"{root}/tree/a.txt"))
        self.run_cli("fs", "cp", tree / "a.txt", f"{root}/tree/empty", "--overwrite")
        self.assertEqual("text\n", self.run_cli("fs", "cat", f"{root}/tree/empty"))
        self.run_cli("fs", "rm", "-r", f"{root}/tree")
        self.fails("no such directory", "fs", "ls", f"{root}/tree")

    def test_dbfs(self):
        self.round_trip("dbfs:/go")

    def test_a_volume(self):
        self.round_trip("dbfs:/Volumes/main/default/files/go")

    def test_errors(self):
        self.fails("file does not exist", "fs", "cat", "dbfs:/nope")
        self.fails("no such directory", "fs", "cp", self.write("x", "x"), "dbfs:/nope/x")
