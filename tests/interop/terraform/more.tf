# What a second look at the provider's list of resources adds.
terraform {
  required_providers {
    databricks = { source = "databricks/databricks" }
  }
}
provider "databricks" {}
data "databricks_node_type" "gpu" {
  min_gpus  = 1
  min_cores = 4
}
data "databricks_zones" "all" {}
data "databricks_clusters" "all" {}
data "databricks_jobs" "all" {}
data "databricks_group" "admins" { display_name = "admins" }
data "databricks_group" "users" { display_name = "users" }
resource "databricks_user" "u" {
  user_name            = "bob@example.com"
  display_name         = "Bob"
  allow_cluster_create = true
}
data "databricks_user" "u" {
  user_name = databricks_user.u.user_name
}
resource "databricks_service_principal" "sp" {
  display_name     = "sp"
  workspace_access = true
}
data "databricks_service_principal" "sp" { application_id = databricks_service_principal.sp.application_id }
resource "databricks_group" "g" { display_name = "data" }
resource "databricks_group" "h" { display_name = "inner" }
resource "databricks_group_member" "gh" {
  group_id  = databricks_group.g.id
  member_id = databricks_group.h.id
}
resource "databricks_ip_access_list" "l" {
  label        = "office"
  list_type    = "ALLOW"
  ip_addresses = ["10.0.0.0/8"]
  depends_on   = [databricks_workspace_conf.c]
}
resource "databricks_workspace_conf" "c" {
  custom_config = { enableIpAccessLists = "true", maxTokenLifetimeDays = "90" }
}
resource "databricks_instance_profile" "p" {
  instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/p"
  skip_validation      = true
}
resource "databricks_group_instance_profile" "gp" {
  group_id            = databricks_group.g.id
  instance_profile_id = databricks_instance_profile.p.id
}
resource "databricks_cluster" "auto" {
  cluster_name            = "auto"
  spark_version           = "15.4.x-scala2.12"
  node_type_id            = "i3.xlarge"
  autotermination_minutes = 20
  autoscale {
    min_workers = 1
    max_workers = 3
  }
  spark_conf     = { "spark.speculation" = "true" }
  spark_env_vars = { A = "b" }
  cluster_log_conf {
    dbfs { destination = "dbfs:/logs" }
  }
  init_scripts {
    workspace { destination = "/Shared/init.sh" }
  }
  depends_on = [databricks_workspace_file.init]
}
resource "databricks_workspace_file" "init" {
  path           = "/Shared/init.sh"
  content_base64 = base64encode("#!/bin/sh\ntrue\n")
}
resource "databricks_library" "l" {
  cluster_id = databricks_cluster.auto.id
  pypi { package = "six" }
}
resource "databricks_file" "f" {
  path           = "/Volumes/main/default/files/tf/a.txt"
  content_base64 = base64encode("hello")
}
resource "databricks_notebook" "n" {
  path           = "/Shared/sql"
  language       = "SQL"
  content_base64 = base64encode("-- Databricks notebook source\nselect 1\n")
}
resource "databricks_job" "j" {
  name                = "multi"
  max_concurrent_runs = 2
  parameter {
    name    = "day"
    default = "today"
  }
  queue { enabled = true }
  tags = { a = "b" }
  health {
    rules {
      metric = "RUN_DURATION_SECONDS"
      op     = "GREATER_THAN"
      value  = 3600
    }
  }
  task {
    task_key = "cond"
    condition_task {
      left  = "{{job.parameters.day}}"
      op    = "EQUAL_TO"
      right = "today"
    }
  }
  task {
    task_key = "each"
    depends_on {
      task_key = "cond"
      outcome  = "true"
    }
    for_each_task {
      inputs = "[1,2]"
      task {
        task_key            = "inner"
        existing_cluster_id = databricks_cluster.auto.id
        notebook_task {
          notebook_path   = databricks_notebook.n.path
          base_parameters = { i = "{{input}}" }
        }
      }
    }
  }
  task {
    task_key = "wheel"
    run_if   = "ALL_DONE"
    depends_on { task_key = "each" }
    environment_key = "e"
    python_wheel_task {
      package_name = "p"
      entry_point  = "main"
    }
  }
  environment {
    environment_key = "e"
    spec {
      client       = "1"
      dependencies = ["six"]
    }
  }
}
resource "databricks_permissions" "tok" {
  authorization = "tokens"
  access_control {
    group_name       = "users"
    permission_level = "CAN_USE"
  }
}
resource "databricks_permissions" "pool" {
  cluster_policy_id = databricks_cluster_policy.p.id
  access_control {
    group_name       = databricks_group.g.display_name
    permission_level = "CAN_USE"
  }
}
data "databricks_cluster_policy" "pc" { name = databricks_cluster_policy.p.name }
resource "databricks_cluster_policy" "p" {
  name                               = "fam"
  policy_family_id                   = "personal-vm"
  policy_family_definition_overrides = jsonencode({ autotermination_minutes = { type = "fixed", value = 30 } })
}
resource "databricks_secret_scope" "s" { name = "s2" }
resource "databricks_directory" "d" { path = "/Shared/dd" }
resource "databricks_permissions" "dir" {
  directory_path = databricks_directory.d.path
  access_control {
    group_name       = "users"
    permission_level = "CAN_EDIT"
  }
}
