from harness.go_cli import NOTEBOOK, GoCase


class Workspace(GoCase):
    def test_objects(self):
        self.run_cli("workspace", "mkdirs", "/Shared/go")
        self.run_cli("workspace", "import", "/Shared/go/nb", "--file", self.write("nb.py", NOTEBOOK), "--language", "PYTHON")
        self.write("tree/conf.json", "{}")
        self.write("tree/sub/other.py", NOTEBOOK)
        self.run_cli("workspace", "import-dir", self.folder / "tree", "/Shared/go/tree")
        listed = {each["path"]: each["object_type"] for each in self.json("workspace", "list", "/Shared/go/tree")}
        self.assertEqual({"/Shared/go/tree/conf.json": "FILE", "/Shared/go/tree/sub": "DIRECTORY"}, listed)
        self.assertEqual(NOTEBOOK, self.run_cli("workspace", "export", "/Shared/go/nb"))
        self.run_cli("workspace", "export-dir", "/Shared/go", self.folder / "back")
        self.assertEqual(NOTEBOOK.rstrip(), (self.folder / "back/tree/sub/other.py").read_text().rstrip())
        self.assertEqual("PYTHON", self.json("workspace", "get-status", "/Shared/go/nb")["language"])
        self.fails("not empty", "workspace", "delete", "/Shared/go")
        self.run_cli("workspace", "delete", "/Shared/go", "--recursive")
        self.fails("doesn't exist", "workspace", "get-status", "/Shared/go")

    def test_a_folder_kept_in_step(self):
        self.write("project/job.py", NOTEBOOK)
        self.write("project/data.csv", "a\n1\n")
        self.run_cli("sync", self.folder / "project", "/Workspace/Users/admin@localhost/project")
        paths = [each["path"] for each in self.json("workspace", "list", "/Workspace/Users/admin@localhost/project")]
        self.assertEqual({"job", "data.csv"}, {path.rpartition("/")[2] for path in paths})
