# A bit of everything that the workspace models, as a platform team would write it.
terraform {
  required_providers {
    databricks = { source = "databricks/databricks" }
  }
}
provider "databricks" {}

variable "workers" { default = 1 }
variable "job_name" { default = "nightly" }

data "databricks_current_user" "me" {}
data "databricks_spark_version" "lts" { long_term_support = true }
data "databricks_node_type" "small" { local_disk = true }

resource "databricks_directory" "shared" { path = "/Shared/tf" }
resource "databricks_notebook" "etl" {
  path           = "${databricks_directory.shared.path}/etl"
  language       = "PYTHON"
  content_base64 = base64encode("# Databricks notebook source\nprint('hello')\n")
}
resource "databricks_workspace_file" "conf" {
  path           = "${databricks_directory.shared.path}/conf.json"
  content_base64 = base64encode("{\"a\": 1}")
}
resource "databricks_dbfs_file" "data" {
  path           = "/FileStore/tf/data.csv"
  content_base64 = base64encode("a,b\n1,2\n")
}
resource "databricks_secret_scope" "app" { name = "app" }
resource "databricks_secret" "key" {
  scope        = databricks_secret_scope.app.name
  key          = "api"
  string_value = "s3cret"
}
resource "databricks_group" "eng" { display_name = "engineers" }
resource "databricks_user" "ada" { user_name = "ada@example.com" }
resource "databricks_group_member" "ada" {
  group_id  = databricks_group.eng.id
  member_id = databricks_user.ada.id
}
resource "databricks_service_principal" "robot" { display_name = "robot" }
resource "databricks_secret_acl" "eng" {
  scope      = databricks_secret_scope.app.name
  principal  = databricks_group.eng.display_name
  permission = "READ"
}
resource "databricks_instance_pool" "pool" {
  instance_pool_name                    = "pool"
  min_idle_instances                    = 0
  max_capacity                          = 4
  node_type_id                          = data.databricks_node_type.small.id
  idle_instance_autotermination_minutes = 10
}
resource "databricks_cluster_policy" "small" {
  name       = "tf-small"
  definition = jsonencode({ autotermination_minutes = { type = "range", maxValue = 60, defaultValue = 20 } })
}
resource "databricks_cluster" "work" {
  cluster_name            = "tf"
  spark_version           = data.databricks_spark_version.lts.id
  instance_pool_id        = databricks_instance_pool.pool.id
  policy_id               = databricks_cluster_policy.small.id
  autotermination_minutes = 30
  num_workers             = var.workers
  custom_tags             = { team = "eng" }
  library {
    pypi { package = "six==1.16.0" }
  }
}
resource "databricks_job" "nightly" {
  name = var.job_name
  job_cluster {
    job_cluster_key = "main"
    new_cluster {
      num_workers   = 1
      spark_version = data.databricks_spark_version.lts.id
      node_type_id  = data.databricks_node_type.small.id
    }
  }
  task {
    task_key        = "a"
    job_cluster_key = "main"
    notebook_task { notebook_path = databricks_notebook.etl.path }
  }
  task {
    task_key = "b"
    depends_on { task_key = "a" }
    existing_cluster_id = databricks_cluster.work.id
    spark_python_task { python_file = "dbfs:/FileStore/tf/main.py" }
  }
  schedule {
    quartz_cron_expression = "0 0 2 * * ?"
    timezone_id            = "UTC"
  }
  email_notifications { on_failure = ["ada@example.com"] }
}
resource "databricks_permissions" "job" {
  job_id = databricks_job.nightly.id
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_MANAGE_RUN"
  }
}
resource "databricks_permissions" "notebook" {
  notebook_path = databricks_notebook.etl.path
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_READ"
  }
}
resource "databricks_permissions" "cluster" {
  cluster_id = databricks_cluster.work.id
  access_control {
    group_name       = databricks_group.eng.display_name
    permission_level = "CAN_RESTART"
  }
}
resource "databricks_token" "ci" {
  comment          = "ci"
  lifetime_seconds = 86400
}
resource "databricks_workspace_conf" "this" {
  custom_config = { enableIpAccessLists = "false" }
}
output "me" { value = data.databricks_current_user.me.user_name }
