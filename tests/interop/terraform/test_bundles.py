import os
import shutil

from harness.go_cli import NOTEBOOK, TerraformCase

BUNDLE = """
bundle: { name: demo }
resources:
  jobs:
    etl:
      name: etl
      tasks:
        - task_key: main
          notebook_task: { notebook_path: ./nb.py }
          new_cluster: { spark_version: 15.4.x-scala2.12, node_type_id: i3.xlarge, num_workers: 1 }
targets:
  dev: { mode: development, default: true }
"""
# What this Go CLI asks for; it takes a terraform that is there only if it is told this version.
TERRAFORM, PROVIDER = "1.5.5", "1.75.0"


class Bundles(TerraformCase):
    def setUp(self):
        super().setUp()
        names = {"EXEC_PATH": shutil.which("terraform"), "VERSION": TERRAFORM, "PROVIDER_VERSION": PROVIDER}
        names["CLI_CONFIG_FILE"] = str(self.mirror(PROVIDER))
        os.environ.update({f"DATABRICKS_TF_{name}": value for name, value in names.items()})
        self.write("databricks.yml", BUNDLE)
        self.write("nb.py", NOTEBOOK)

    def test_deploy_run_destroy(self):
        self.run_cli("bundle", "validate")
        self.run_cli("bundle", "deploy")
        self.assertIn("bye", self.run_cli("bundle", "run", "etl"))
        self.assertIn("[dev admin] etl", self.run_cli("bundle", "summary"))
        self.run_cli("bundle", "deploy")
        self.run_cli("bundle", "destroy", "--auto-approve")
        self.assertNotIn("etl", self.run_cli("jobs", "list"))
