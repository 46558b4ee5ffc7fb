"""dbutils: files, secrets, other notebooks, task values, and what cannot exist."""

import base64
import os
import unittest

from supervisor import DriverTest


class FilesTest(DriverTest):
    def run_code(self, code, **members):
        result = self.run_cells("fs = dbutils.fs\n" + code, **members)
        self.assert_success(result)
        return result.stdout

    def test_files_of_dbfs(self):
        shown = self.run_code(
            "fs.put('/a/b.txt', 'hällo', True)\n"
            "fs.put('dbfs:/a/sub/c.txt', '')\n"
            "for info in fs.ls('/a'):\n    print(info.path, info.name, info.size, info.isDir(), info.isFile())\n"
            "print(fs.ls('dbfs:/a/b.txt')[0].path, fs.head('/a/b.txt'), len(fs.ls('/')))"
        )
        self.assertEqual(
            "Wrote 6 bytes.\nWrote 0 bytes.\n"
            "dbfs:/a/b.txt b.txt 6 False True\ndbfs:/a/sub/ sub/ 0 True False\ndbfs:/a/b.txt hällo 1\n",
            shown,
        )
        with open(self.roots["/dbfs"] + "/a/b.txt", encoding="utf-8") as file:
            self.assertEqual("hällo", file.read())
        self.assertTrue(os.path.isfile(self.roots["/dbfs"] + "/a/sub/c.txt"))

    def test_time_of_change_is_in_milliseconds(self):
        self.write("dbfs/t.txt", "")
        os.utime(self.roots["/dbfs"] + "/t.txt", (1.5e9, 1.5e9))
        self.assertEqual("1500000000000\n", self.run_code("print(fs.ls('/t.txt')[0].modificationTime)"))

    def test_copy_and_move(self):
        self.write("dbfs/a/x.txt", "x")
        self.write("dbfs/a/deep/y.txt", "y")
        os.makedirs(self.roots["/dbfs"] + "/into")
        self.run_code(
            "fs.cp('/a/x.txt', '/b/x2.txt')\nfs.cp('/a/x.txt', '/into')\nfs.cp('/a', '/c', recurse=True)\n"
            "fs.mv('/a/x.txt', '/moved.txt')\nfs.mv('/c', '/d', True)\nfs.cp('/d/x.txt', 'file:%s/out.txt')" % self.folder
        )
        found = set()
        for folder, _, files in os.walk(self.roots["/dbfs"]):
            found.update(os.path.relpath(os.path.join(folder, name), self.roots["/dbfs"]) for name in files)
        self.assertEqual(
            {"a/deep/y.txt", "b/x2.txt", "into/x.txt", "moved.txt", "d/x.txt", "d/deep/y.txt"}, found
        )
        self.assertTrue(os.path.isfile(self.folder + "/out.txt"))
        self.assertFalse(os.path.exists(self.roots["/dbfs"] + "/c"))

    def test_remove(self):
        self.write("dbfs/a/x.txt", "x")
        self.assertEqual(
            "False True True\n", self.run_code("print(fs.rm('/gone'), fs.mkdirs('/e') and fs.rm('/e'), fs.rm('/a', True))")
        )
        self.assertEqual([], os.listdir(self.roots["/dbfs"]))

    def test_head_is_bounded(self):
        self.write("dbfs/long.txt", "0123456789")
        self.assertEqual(
            "[Truncated to first 4 bytes]\n0123\n0123456789\n",
            self.run_code("print(fs.head('/long.txt', 4))\nprint(fs.head('/long.txt', 10))"),
        )

    def test_head_cuts_between_characters(self):
        self.write("dbfs/long.txt", "€€")
        shown = self.run_code("print(fs.head('/long.txt', 4), fs.head('/long.txt', 6))")
        self.assertEqual("[Truncated to first 4 bytes]\n€ €€\n", shown)

    def test_volumes_and_workspace_files(self):
        os.makedirs(self.roots["/Volumes"] + "/main/default/files")
        self.write("Workspace/Users/a.py", "x")
        shown = self.run_code(
            "fs.put('/Volumes/main/default/files/d/x', 'v')\n"
            "print(fs.ls('/Volumes/main/default/files/d')[0].path, fs.ls('dbfs:/Volumes/main/default/files/d')[0].path)\n"
            "print(fs.ls('/Workspace/Users')[0].path, fs.ls('file:/Workspace/Users')[0].path)\n"
            "fs.cp('file:/dbfs/../Volumes/main/default/files/d/x', '/x')"
        )
        self.assertEqual(
            "Wrote 1 bytes.\n/Volumes/main/default/files/d/x dbfs:/Volumes/main/default/files/d/x\n"
            "/Workspace/Users/a.py file:/Workspace/Users/a.py\n",
            shown,
        )
        self.assertTrue(os.path.isfile(self.roots["/dbfs"] + "/x"))

    def test_links_are_not_shown(self):
        self.write("dbfs/a/x.txt", "x")
        os.symlink("/etc", self.roots["/dbfs"] + "/a/etc")
        self.assertEqual("['x.txt']\n", self.run_code("print([i.name for i in fs.ls('/a')])"))

    def test_errors(self):
        self.write("dbfs/a/x.txt", "x")
        self.write("dbfs/b/y.txt", "y")
        os.makedirs(self.roots["/Volumes"] + "/main/default/files")
        for code, error in [
            ("ls('/gone')", "java.io.FileNotFoundException: No such file or directory dbfs:/gone"),
            ("head('/gone')", "java.io.FileNotFoundException"),
            ("head('/a')", "Cannot read a folder: dbfs:/a"),
            ("head('/a/x.txt', -1)", "maxBytes must be"),
            ("put('/a/x.txt', 'y')", "FileAlreadyExistsException: dbfs:/a/x.txt already exists"),
            ("put('/a', 'y', True)", "FileAlreadyExistsException: dbfs:/a already exists"),
            ("put('/a/x.txt/z', 'y')", "A file is in the way of dbfs:/a/x.txt/z"),
            ("put('/n', b'y')", "contents must be a str, not bytes"),
            ("put('/', 'y')", "dbfs:/ cannot be changed"),
            ("mkdirs('/a/x.txt')", "dbfs:/a/x.txt already exists"),
            ("cp('/gone', '/x')", "java.io.FileNotFoundException"),
            ("cp('/a', '/z')", "unless recurse is True"),
            ("cp('/a', '/a/b/c', True)", "dbfs:/a/b/c lies within dbfs:/a"),
            ("cp('/a', '/b/y.txt', True)", "dbfs:/b/y.txt already exists"),
            ("mv('/a', '/z')", "unless recurse is True"),
            ("rm('/a')", "Directory dbfs:/a is not empty"),
            ("rm('/', True)", "dbfs:/ cannot be changed"),
            ("rm('/Volumes/main/default/files', True)", "/Volumes/main/default/files cannot be changed"),
            ("mkdirs('/Volumes/main/other')", "/Volumes/main/other cannot be changed"),
            ("put('/Volumes/main/default/nope/x', '')", "The volume of /Volumes/main/default/nope/x does not exist"),
            ("ls('s3://bucket/x')", "No file system for the scheme 's3' is there"),
            ("ls('relative')", "Path must be absolute: relative"),
            ("ls(5)", "a path must be a str, not int"),
            ("mount('s3a://x', '/mnt/x')", "NotAvailable: Nothing can be mounted"),
            ("unmount('/mnt/x')", "NotAvailable: Nothing can be mounted"),
            ("cacheTable('t')", "NotAvailable: dbutils.fs.cacheTable needs Spark"),
            ("nothing()", "dbutils.fs has no 'nothing'"),
        ]:
            with self.subTest(code):
                self.assert_failed(self.run_cells("dbutils.fs." + code), error)
        self.assertEqual(["x.txt"], os.listdir(self.roots["/dbfs"] + "/a"))

    def test_no_mounts(self):
        self.assertEqual("[]\n", self.run_code("print(fs.mounts())"))


def keeper(method, path, _):
    """A workspace with one scope and three secrets."""
    values = {"pw": "tops3cret!", "inner": "s3cret", "bin": b"\xff\x00"}
    if path == "/api/2.0/secrets/scopes/list":
        return 200, {"scopes": [{"name": "vault", "backend_type": "DATABRICKS"}]}
    if path == "/api/2.0/secrets/list?scope=vault":
        return 200, {"secrets": [{"key": key, "last_updated_timestamp": 1} for key in values]}
    for key, value in values.items():
        if path == "/api/2.0/secrets/get?scope=vault&key=" + key:
            value = value.encode() if isinstance(value, str) else value
            return 200, {"key": key, "value": base64.b64encode(value).decode()}
    if path.startswith("/api/2.0/secrets/get?scope=other"):
        return 403, {"error_code": "PERMISSION_DENIED", "message": "User ada does not have READ permission"}
    return 404, {"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Secret does not exist"}


class SecretsTest(DriverTest):
    def test_values_are_usable_and_not_shown(self):
        result = self.run_cells(
            "s = dbutils.secrets.get('vault', 'pw')\nlen(s)",
            "import sys\nprint(s, 'x' + s + 'y')\nprint(s, file=sys.stderr)\ns",
            "displayHTML('<b>' + s + '</b>')\ndisplay([{'pw': s}])",
            "for c in s:\n    print(c, end='')\nprint()",
            "import os\nos.environ['S'] = s",
            "%sh echo $S",
            "raise ValueError(s)",
            answer=keeper,
        )
        self.assert_failed(result, "ValueError: [REDACTED]")
        self.assertEqual("10\n", result.text(1))
        self.assertEqual("[REDACTED] x[REDACTED]y\n[REDACTED]\n'[REDACTED]'\n", result.text(2))
        self.assertEqual("[REDACTED]\n", result.text(4))
        self.assertEqual("[REDACTED]\n", result.text(6))
        self.assertNotIn("tops3cret", str(result.messages) + result.stdout + result.stderr)

    def test_part_of_a_secret_is_held_back_and_shown_in_the_end(self):
        result = self.run_cells(
            "s = dbutils.secrets.get('vault', 'pw')\nprint('top', end='')", "print('tops')", answer=keeper
        )
        self.assert_success(result)
        self.assertEqual(("top", "tops\n"), (result.text(1), result.text(2)))

    def test_a_secret_within_another(self):
        result = self.run_cells(
            "for k in ('inner', 'pw'):\n    dbutils.secrets.get('vault', k)\nprint('tops3cret! s3cret')", answer=keeper
        )
        self.assertEqual("[REDACTED] [REDACTED]\n", result.text(1))

    def test_exit_value_and_scripts(self):
        result = self.run_cells("dbutils.notebook.exit(dbutils.secrets.get('vault', 'pw'))", answer=keeper)
        self.assertEqual("[REDACTED]", result.end["exit_value"])
        result = self.run_script(
            "import logging, sys\nlogging.basicConfig(stream=sys.stdout, format='%(message)s')\n"
            "from pyspark.dbutils import DBUtils\ns = DBUtils().secrets.get('vault', 'pw')\n"
            "logging.warning(s)\nprint(s)\nsys.stdout.buffer.write(s.encode() + b'\\n')\nraise ValueError(s)",
            answer=keeper,
        )
        self.assertEqual("[REDACTED]\n" * 3, result.stdout)
        self.assertNotIn("tops3cret", result.stderr + str(result.end))

    def test_bytes_and_lists(self):
        result = self.run_cells(
            "print(dbutils.secrets.getBytes('vault', 'bin'))\nprint(dbutils.secrets.listScopes())\n"
            "print([m.key for m in dbutils.secrets.list('vault')])",
            answer=keeper,
        )
        self.assertEqual("b'\\xff\\x00'\n[SecretScope(name='vault')]\n['pw', 'inner', 'bin']\n", result.text(1))

    def test_errors(self):
        for code, error in [
            ("get('vault', 'gone')", "java.lang.IllegalArgumentException: RESOURCE_DOES_NOT_EXIST: Secret does not exist"),
            ("get('other', 'k')", "java.lang.SecurityException: PERMISSION_DENIED"),
            ("get('vault', 5)", "key must be a str, not int"),
            ("list('none')", "RESOURCE_DOES_NOT_EXIST"),
        ]:
            with self.subTest(code):
                self.assert_failed(self.run_cells("dbutils.secrets." + code, answer=keeper), error)


class Runs:
    """A workspace that runs notebooks: each needs a few looks until it ends."""

    def __init__(self, result_state="SUCCESS", output=None, task_run_id=77):
        self.task_run_id = task_run_id
        self.result_state, self.output = result_state, output or {"notebook_output": {"result": "child"}}
        self.looks = 0

    def __call__(self, method, path, body):
        if path == "/api/2.1/jobs/runs/submit":
            self.body = body
            return 200, {"run_id": 77}
        if path == "/api/2.1/clusters/get?cluster_id=0101-000000-abcdefgh":
            spec = {"spark_version": "15.4.x", "num_workers": 0, "spark_conf": {}, "cluster_name": "job-11"}
            return 200, {"cluster_id": "0101-000000-abcdefgh", "state": "RUNNING", "spec": spec}
        if path == "/api/2.1/jobs/runs/get?run_id=77":
            self.looks += 1
            if self.looks < 3:
                return 200, {"state": {"life_cycle_state": "RUNNING"}}
            state = {"life_cycle_state": "TERMINATED", "result_state": self.result_state}
            return 200, {"state": state, "tasks": [{"run_id": self.task_run_id}]}
        assert path == "/api/2.1/jobs/runs/get-output?run_id=%d" % self.task_run_id, path
        return 200, self.output


class NotebookRunTest(DriverTest):
    def test_runs_and_returns_the_exit_value(self):
        runs = Runs()
        result = self.run_cells("dbutils.notebook.run('./lib/child', 60, {'a': '1'})", answer=runs)
        self.assert_success(result)
        self.assertEqual("Notebook job #77\n'child'\n", result.text(1))
        self.assertEqual(60, runs.body["timeout_seconds"])
        self.assertEqual({"spark_version": "15.4.x", "num_workers": 0}, runs.body["new_cluster"])
        self.assertEqual("/Users/ada@example.com/lib/child", runs.body["notebook_task"]["notebook_path"])
        self.assertEqual({"a": "1"}, runs.body["notebook_task"]["base_parameters"])

    def test_compute_is_that_of_the_task(self):
        libraries = [{"pypi": {"package": "x"}}]
        new = {"spark_version": "14.3.x"}
        for task, expected in [
            ({"existing_cluster_id": "c1", "libraries": libraries}, {"existing_cluster_id": "c1"}),
            ({"new_cluster": new}, {"new_cluster": new}),
            ({"new_cluster": new, "libraries": libraries}, {"new_cluster": new, "libraries": libraries}),
        ]:
            with self.subTest(str(task)):
                runs = Runs()
                self.assert_success(self.run_cells("dbutils.notebook.run('/x', 0)", answer=runs, task=task))
                for name in ("run_name", "timeout_seconds", "notebook_task"):
                    del runs.body[name]
                self.assertEqual(expected, runs.body)
        runs = Runs()
        self.assert_success(self.run_cells("dbutils.notebook.run('/x', 0)", answer=runs, context={"user": "u"}))
        self.assertEqual({"run_name", "timeout_seconds", "tasks"}, set(runs.body))
        self.assertEqual({"task_key", "notebook_task"}, set(runs.body["tasks"][0]))

    def test_packages_without_a_cluster(self):
        compute = {"environment_key": "e", "environments": [{"environment_key": "e"}], "libraries": [{"whl": "/x.whl"}]}
        runs = Runs(task_run_id=78)
        result = self.run_cells("dbutils.notebook.run('/a b/ä!', 0)", answer=runs, context={"compute": compute})
        self.assertEqual("Notebook job #77\n'child'\n", result.text(1))
        self.assertEqual(compute["environments"], runs.body["environments"])
        self.assertEqual(1, len(runs.body["tasks"]))
        task = runs.body["tasks"][0]
        self.assertEqual(("__", "e"), (task["task_key"], task["environment_key"]))
        self.assertEqual("/a b/ä!", task["notebook_task"]["notebook_path"])
        self.assertEqual(compute["libraries"], task["libraries"])

    def test_the_supervisor_may_name_the_compute(self):
        runs = Runs(output={"notebook_output": {}})
        context = {"compute": {"new_cluster": {"num_workers": 0}}}
        result = self.run_cells("print(dbutils.notebook.run('/x', 0))", answer=runs, context=context)
        self.assertEqual("Notebook job #77\nNone\n", result.text(1))
        self.assertEqual({"num_workers": 0}, runs.body["new_cluster"])
        self.assertNotIn("existing_cluster_id", runs.body)

    def test_several_at_once(self):
        result = self.run_cells(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "with ThreadPoolExecutor(4) as pool:\n"
            "    print(sorted(pool.map(lambda i: dbutils.notebook.run('/x', 0), range(8))))",
            answer=Runs(),
        )
        self.assert_success(result)
        self.assertIn("['child', 'child',", result.text(1))

    def test_failures(self):
        output = {"error": "ZeroDivisionError: division by zero"}
        result = self.run_cells("dbutils.notebook.run('/x', 0)", answer=Runs("FAILED", output))
        self.assert_failed(result, "com.databricks.WorkflowException: com.databricks.NotebookExecutionException: FAILED: /x")
        self.assertIn("ZeroDivisionError: division by zero", result.end["error"])
        self.assert_failed(self.run_cells("dbutils.notebook.run('/x', 1)", answer=Runs("TIMEDOUT", {})), "TIMEDOUT")
        for code, error in [
            ("run('/x', 'soon')", "timeout_seconds must be an int"),
            ("run('', 5)", "path must be a str"),
            ("run('/x', 5, {'a': 1})", "the argument 'a' must have a str"),
            ("run('/x', 5)", "ENDPOINT_NOT_FOUND"),
        ]:
            with self.subTest(code):
                self.assert_failed(self.run_cells("dbutils.notebook." + code), error)

    def test_context(self):
        result = self.run_cells(
            "c = dbutils.notebook.entry_point.getDbutils().notebook().getContext()\n"
            "print(c.notebookPath().get(), c.userName().get(), c.jobId().get(), c.currentRunId().get())\n"
            "print(c.tags().apply('jobId'), c.tags().get('none').isDefined(), c.tags().get('none').getOrElse('else'))\n"
            "print(c.apiUrl().get(), c.browserHostName().get(), c.clusterId().get(), c.workspaceId().get())\n"
            "import json\nprint(json.loads(c.toJson())['tags']['runId'], json.loads(c.safeToJson())['currentRunId'])\n"
            "c.apiToken().get()"
        )
        self.assertEqual("success", result.end["result"])
        self.assertRegex(
            result.text(1),
            r"^/Users/ada@example.com/nb ada@example.com 11 33\n11 False else\n"
            r"http://127.0.0.1:\d+ 127.0.0.1:8080 0101-000000-abcdefgh 44\n33 {'id': 33}\n'\[REDACTED\]'\n$",
        )

    def test_jvm_is_not_there(self):
        self.assert_failed(self.run_cells("dbutils.notebook.entry_point.getJvm()"), "there is no JVM here")
        self.assert_failed(self.run_cells("dbutils.notebook.getContext().tags().apply('none')"), "no such value")


class TaskValuesTest(DriverTest):
    def test_set(self):
        result = self.run_cells(
            "v = dbutils.jobs.taskValues\nv.set('n', 5)\nv.set(key='d', value={'a': [1, None, 'ä']})\nv.set('n', 6)"
        )
        self.assert_success(result)
        self.assertEqual({"n": 6, "d": {"a": [1, None, "ä"]}}, result.task_values)

    def test_get(self):
        result = self.run_cells(
            "g = dbutils.jobs.taskValues.get\nprint(g('first', 'n'), g('first', 'zero', default=9), g('first', 'x', 7))\n"
            "print(g(taskKey='none', key='x', default='d', debugValue='b'))",
            task_values={"first": {"n": {"a": 1}, "zero": 0}},
        )
        self.assertEqual("{'a': 1} 0 7\nd\n", result.text(1))

    def test_errors(self):
        for code, error in [
            ("get('first', 'x')", "ValueError: The task 'first' set no value with the key 'x'"),
            ("get('none', 'x', debugValue=5)", "ValueError: No task with the key 'none'"),
            ("set('k', object())", "ValueError: The task value 'k' cannot be written as JSON"),
            ("set('k', float('nan'))", "ValueError: The task value 'k' cannot be written as JSON"),
            ("set('k', 'x' * 50000)", "has 50002 bytes as JSON; at most 49152"),
            ("set(5, 5)", "key must be a str"),
            ("set('', 5)", "key must be a str"),
        ]:
            with self.subTest(code):
                result = self.run_cells("dbutils.jobs.taskValues." + code, task_values={"first": {"n": 1}})
                self.assert_failed(result, error)
                self.assertEqual({}, result.task_values)


class RestTest(DriverTest):
    def test_what_cannot_exist_says_so(self):
        for name in ("credentials", "data", "meta", "preview", "api"):
            with self.subTest(name):
                result = self.run_cells("dbutils.%s.anything()" % name)
                self.assert_failed(result, "NotAvailable: dbutils.%s cannot exist in the emulated workspace" % name)
        self.assert_failed(self.run_cells("dbutils.nothing"), "dbutils has no 'nothing'")
        self.assert_failed(self.run_cells("dbutils.library.installPyPI('x')"), "write `%pip install ...`")

    def test_help(self):
        result = self.run_cells(
            "dbutils.help()\n"
            + "".join("dbutils.%s.help()\n" % p for p in ("fs", "jobs", "library", "notebook", "secrets", "widgets"))
            + "dbutils.jobs.taskValues.help()\ndbutils.fs.help('cp')"
        )
        self.assert_success(result)
        for word in ("widgets", "mkdirs(path)", "restartPython()", "listScopes()", "taskValues.set(key, value)"):
            self.assertIn(word, result.text(1))
        self.assert_failed(self.run_cells("dbutils.fs.help('fly')"), "fs has no 'fly'")

    def test_in_scripts_too(self):
        result = self.run_script(
            "from pyspark.dbutils import DBUtils\ndbutils = DBUtils(None)\n"
            "print(dbutils.widgets.get('p'))\ndbutils.jobs.taskValues.set('k', 1)\n"
            "print(dbutils.notebook.getContext().notebookPath().isDefined())\ndbutils.notebook.exit('done')",
            named_parameters={"p": "given"},
        )
        self.assertEqual(("exit", "done"), (result.end["result"], result.end["exit_value"]))
        self.assertEqual(("given\nFalse\n", {"k": 1}), (result.stdout, result.task_values))

    def test_modules_get_them_as_the_sdk_does(self):
        code = (
            "from dbruntime import UserNamespaceInitializer\n"
            "names = UserNamespaceInitializer.getOrCreate().get_namespace_globals()\n"
            "print(sorted(names), names['dbutils'].widgets.get('p'))\n"
            "try:\n    from dbruntime.sdk_credential_provider import init_runtime_native_unified\n"
            "except ImportError:\n    print('none')"
        )
        result = self.run_script(code, named_parameters={"p": "given"})
        self.assertEqual("['dbutils', 'display', 'displayHTML', 'getArgument'] given\nnone\n", result.stdout)
        result = self.run_cells(code, named_parameters={"p": "given"})
        self.assertEqual("['dbutils', 'display', 'displayHTML', 'getArgument'] given\nnone\n", result.text(1))

    def test_forked_processes_cannot_call(self):
        result = self.run_script(
            "from pyspark.dbutils import DBUtils\nimport os\nif os.fork() == 0:\n"
            "    try:\n        DBUtils().secrets.listScopes()\n    except RuntimeError as e:\n        print(e)\n"
            "    import sys\n    sys.stdout.flush()\n    os._exit(0)\nos.wait()"
        )
        self.assert_success(result)
        self.assertIn("in the task's own process only", result.stdout)


if __name__ == "__main__":
    unittest.main()
