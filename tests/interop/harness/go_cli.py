"""How the Go CLI and Terraform are used from a script."""

import json
import os
import pathlib
import shutil
import unittest

from harness.legacy import LegacyCase

NOTEBOOK = '# Databricks notebook source\nprint("hello")\ndbutils.notebook.exit("bye")\n'


class GoCase(LegacyCase):
    def json(self, *words):
        return json.loads(self.run_cli(*words, "--output", "json"))

    def job_with(self, path, **more):
        cluster = {"spark_version": "15.4.x-scala2.12", "node_type_id": "i3.xlarge", "num_workers": 1}
        task = {"task_key": "main", "notebook_task": {"notebook_path": path}, "new_cluster": cluster}
        return self.write("job.json", json.dumps({"name": "nightly", "tasks": [task]} | more))


class TerraformCase(LegacyCase):
    """Terraform with the provider from a folder of its own instead of the public registry."""

    def setUp(self):
        super().setUp()
        if shutil.which("terraform") is None:
            raise unittest.SkipTest("terraform is not on the PATH")

    def mirror(self, version):
        """A provider of this version for `terraform init`; the program is the one pinned, whatever its version."""
        place = self.folder / "mirror/registry.terraform.io/databricks/databricks" / version / "linux_amd64"
        place.mkdir(parents=True)
        os.symlink(shutil.which("terraform-provider-databricks"), place / f"terraform-provider-databricks_v{version}")
        block = f'provider_installation {{\n  filesystem_mirror {{ path = "{self.folder}/mirror" }}\n}}\n'
        return self.write("terraformrc", block)

    def override(self):
        folder = pathlib.Path(shutil.which("terraform-provider-databricks")).parent
        block = f'provider_installation {{\n  dev_overrides {{ "databricks/databricks" = "{folder}" }}\n  direct {{}}\n}}\n'
        return self.write("terraformrc", block)
