import json

from harness.legacy import LegacyCase

HEADER = "# Databricks notebook source\n"


class Workspace(LegacyCase):
    def ls(self, path):
        return sorted(self.run_cli("workspace", "ls", path).split())

    def test_notebooks(self):
        self.run_cli("workspace", "mkdirs", "/Shared/cli/notebooks")
        local = self.write("one.py", HEADER + "print(1)")
        target = "/Shared/cli/notebooks/one"
        self.run_cli("workspace", "import", "-l", "PYTHON", local, target)
        self.assertEqual(["one"], self.ls("/Shared/cli/notebooks"))
        self.assertIn("PYTHON", self.run_cli("workspace", "ls", "-l", "/Shared/cli/notebooks"))
        self.assertRegex(self.run_cli("workspace", "ls", "--id", "/Shared/cli/notebooks"), r"\d+")
        self.fails("RESOURCE_ALREADY_EXISTS", "workspace", "import", "-l", "PYTHON", local, target)
        self.run_cli("workspace", "import", "-o", "-l", "PYTHON", self.write("two.py", HEADER + "print(2)"), target)
        self.run_cli("workspace", "export", target, self.folder / "back.py")
        self.assertEqual(HEADER + "print(2)", (self.folder / "back.py").read_text().rstrip("\n"))
        self.run_cli("workspace", "export", "-f", "JUPYTER", target, self.folder / "back.ipynb")
        self.assertIn("print(2)", "".join(json.loads((self.folder / "back.ipynb").read_text())["cells"][0]["source"]))
        self.run_cli("workspace", "rm", target)
        self.assertEqual([], self.ls("/Shared/cli/notebooks"))

    def test_directories(self):
        for name, text in {"a.py": "print(1)", "b/c.sql": "SELECT 1", "b/d.scala": "val x = 1", "b/e/f.r": "x <- 1"}.items():
            self.write(f"tree/{name}", text)
        self.run_cli("workspace", "import_dir", self.folder / "tree", "/Shared/cli/tree")
        self.assertEqual(["a", "b"], self.ls("/Shared/cli/tree"))
        self.assertEqual(["c", "d", "e"], self.ls("/Shared/cli/tree/b"))
        self.run_cli("workspace", "export_dir", "/Shared/cli/tree", self.folder / "back")
        found = sorted(str(path.relative_to(self.folder / "back")) for path in (self.folder / "back").rglob("*.*"))
        self.assertEqual(["a.py", "b/c.sql", "b/d.scala", "b/e/f.r"], found)
        self.fails("DIRECTORY_NOT_EMPTY", "workspace", "rm", "/Shared/cli/tree")
        self.run_cli("workspace", "rm", "-r", "/Shared/cli/tree")

    def test_formats(self):
        source = (HEADER + "print('\u00e9')\n\n# COMMAND ----------\n\n# MAGIC %md\n# MAGIC text\n").replace("\n", "\r\n").encode()
        local = self.folder / "one.py"
        local.write_bytes(source)
        self.run_cli("workspace", "mkdirs", "/Shared/cli/formats")
        self.run_cli("workspace", "import", "-l", "PYTHON", local, "/Shared/cli/formats/one")
        for form in ("SOURCE", "HTML", "JUPYTER", "DBC"):
            exported, back = self.folder / f"one.{form}", self.folder / f"back.{form}"
            self.run_cli("workspace", "export", "-f", form, "/Shared/cli/formats/one", exported)
            self.run_cli("workspace", "import", "-l", "PYTHON", "-f", form, exported, f"/Shared/cli/formats/{form}")
            self.run_cli("workspace", "export", f"/Shared/cli/formats/{form}", back)
            self.assertEqual(source, back.read_bytes(), form)
        self.run_cli("workspace", "export", "-f", "DBC", "/Shared/cli/formats", self.folder / "all.dbc")
        self.run_cli("workspace", "import", "-l", "PYTHON", "-f", "DBC", self.folder / "all.dbc", "/Shared/cli/again")
        self.assertEqual(["DBC", "HTML", "JUPYTER", "SOURCE", "one"], self.ls("/Shared/cli/again"))

    def test_errors(self):
        self.fails("Path (/Shared/none) doesn't exist.", "workspace", "ls", "/Shared/none")
        self.fails("The parent folder (/Shared/none) does not exist.", "workspace", "import", "-l", "SQL", self.write("x", "1"), "/Shared/none/x")
