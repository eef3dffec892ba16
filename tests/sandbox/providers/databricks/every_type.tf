data "databricks_current_user" "me" {}
data "databricks_spark_version" "gpu" {
  gpu               = true
  ml                = true
  long_term_support = true
}
data "databricks_node_type" "small" {
  min_cores = 4
  category  = "General Purpose"
}
data "databricks_current_config" "c" {}
data "databricks_user" "me" { user_name = data.databricks_current_user.me.user_name }
data "databricks_group" "users" { display_name = "users" }
resource "databricks_cluster_policy" "p" {
  name                  = var.v == "1" ? "gpu" : "gpu-2"
  definition            = jsonencode({ "autotermination_minutes" : { "type" : "range", "maxValue" : 120, "defaultValue" : 30 } })
  max_clusters_per_user = 3
  libraries {
    pypi { package = "einops" }
  }
}
resource "databricks_instance_pool" "pool" {
  instance_pool_name                    = "gpu-pool"
  min_idle_instances                    = 0
  max_capacity                          = var.v == "1" ? 4 : 8
  node_type_id                          = "g5.xlarge"
  idle_instance_autotermination_minutes = 10
  preloaded_spark_versions              = ["15.4.x-gpu-ml-scala2.12"]
  aws_attributes {
    availability = "ON_DEMAND"
    zone_id      = "us-east-1a"
  }
}
resource "databricks_cluster" "nowait" {
  cluster_name  = "nowait"
  spark_version = "15.4.x-gpu-ml-scala2.12"
  node_type_id  = "g5.xlarge"
  num_workers   = 1
  no_wait       = true
}
resource "databricks_cluster" "resizable" {
  cluster_name     = "resizable"
  spark_version    = "15.4.x-gpu-ml-scala2.12"
  instance_pool_id = databricks_instance_pool.pool.id
  num_workers      = 1 + tonumber(var.v)
}
resource "databricks_cluster" "auto" {
  cluster_name  = "auto"
  spark_version = data.databricks_spark_version.gpu.id
  node_type_id  = "g5.xlarge"
  autoscale {
    min_workers = 1
    max_workers = 2 + tonumber(var.v)
  }
}
resource "databricks_cluster" "gpu" {
  cluster_name                 = "gpu"
  spark_version                = "15.4.x-gpu-ml-scala2.12"
  node_type_id                 = "g5.xlarge"
  driver_node_type_id          = "m5.4xlarge"
  policy_id                    = databricks_cluster_policy.p.id
  autotermination_minutes      = var.v == "1" ? 30 : 45
  is_pinned                    = true
  enable_local_disk_encryption = true
  enable_elastic_disk          = true
  data_security_mode           = "SINGLE_USER"
  single_user_name             = data.databricks_current_user.me.user_name
  spark_conf                   = { "spark.task.resource.gpu.amount" = "1" }
  spark_env_vars               = { NCCL_DEBUG = "INFO" }
  custom_tags                  = { team = "ml" }
  autoscale {
    min_workers = 1
    max_workers = 4
  }
  aws_attributes {
    availability     = "SPOT_WITH_FALLBACK"
    first_on_demand  = 1
    zone_id          = "auto"
    ebs_volume_type  = "GENERAL_PURPOSE_SSD"
    ebs_volume_count = 1
    ebs_volume_size  = 200
  }
  init_scripts {
    volumes { destination = "/Volumes/ml/t5/data/init.sh" }
  }
  library {
    pypi { package = "accelerate==1.0.1" }
  }
  library {
    pypi { package = var.v == "1" ? "deepspeed==0.15.1" : "deepspeed==0.15.2" }
  }
}
resource "databricks_library" "l" {
  cluster_id = databricks_cluster.resizable.id
  pypi { package = var.v == "1" ? "sentencepiece==0.2.0" : "sentencepiece==0.2.1" }
}
resource "databricks_catalog" "ml" {
  name    = "ml"
  comment = "c${var.v}"
}
resource "databricks_schema" "s" {
  catalog_name = databricks_catalog.ml.name
  name         = "t5"
  comment      = "c${var.v}"
  properties   = { a = "b" }
}
resource "databricks_volume" "v" {
  catalog_name = databricks_catalog.ml.name
  schema_name  = databricks_schema.s.name
  name         = "data"
  volume_type  = "MANAGED"
  comment      = "c${var.v}"
}
resource "databricks_registered_model" "m" {
  catalog_name = databricks_catalog.ml.name
  schema_name  = databricks_schema.s.name
  name         = "base"
  comment      = "c${var.v}"
}
resource "databricks_registered_model" "n" {
  catalog_name = databricks_catalog.ml.name
  schema_name  = databricks_schema.s.name
  name         = "adapter"
}
resource "databricks_model_serving" "e" {
  name = "base"
  config {
    served_entities {
      name                  = "current"
      entity_name           = databricks_registered_model.m.id
      entity_version        = "1"
      workload_type         = "GPU_MEDIUM"
      workload_size         = var.v == "1" ? "Small" : "Medium"
      scale_to_zero_enabled = false
      environment_vars      = { HF = "{{secrets/ml/hf}}" }
    }
    served_entities {
      name                  = "adapter"
      entity_name           = databricks_registered_model.n.id
      entity_version        = "1"
      workload_type         = "GPU_SMALL"
      workload_size         = "Small"
      scale_to_zero_enabled = true
    }
    traffic_config {
      routes {
        served_model_name  = "current"
        traffic_percentage = var.v == "1" ? 90 : 80
      }
      routes {
        served_model_name  = "adapter"
        traffic_percentage = var.v == "1" ? 10 : 20
      }
    }
  }
  ai_gateway {
    usage_tracking_config { enabled = true }
    rate_limits {
      calls          = 100 * tonumber(var.v)
      key            = "user"
      renewal_period = "minute"
    }
  }
  tags {
    key   = "team"
    value = "ml${var.v}"
  }
}
resource "databricks_model_serving" "plain" {
  name = "plain"
  config {
    served_entities {
      entity_name           = databricks_registered_model.m.id
      entity_version        = "1"
      workload_size         = "Small"
      scale_to_zero_enabled = true
    }
  }
}
resource "databricks_group" "g" {
  display_name         = var.v == "1" ? "platform" : "platform-2"
  allow_cluster_create = var.v == "2"
}
resource "databricks_group" "ds" { display_name = "data-scientists" }
resource "databricks_user" "u" {
  user_name    = "ada@example.com"
  display_name = "Ada${var.v}"
}
resource "databricks_service_principal" "sp" {
  display_name         = "runner-${var.v}"
  allow_cluster_create = true
}
resource "databricks_service_principal" "reader" {
  display_name = "reader"
  lifecycle { ignore_changes = [workspace_access, allow_cluster_create] }
}
resource "databricks_group_member" "m" {
  group_id  = databricks_group.g.id
  member_id = databricks_user.u.id
}
resource "databricks_group_member" "n" {
  group_id  = databricks_group.ds.id
  member_id = databricks_service_principal.sp.id
}
resource "databricks_entitlements" "e" {
  service_principal_id = databricks_service_principal.reader.id
  workspace_access     = true
  allow_cluster_create = var.v == "2"
}
resource "databricks_secret_scope" "s" {
  name = "ml"
}
resource "databricks_secret" "s" {
  scope        = databricks_secret_scope.s.name
  key          = "hf"
  string_value = "planted-secret-${var.v}"
}
resource "databricks_secret_acl" "s" {
  scope      = databricks_secret_scope.s.name
  principal  = databricks_group.ds.display_name
  permission = var.v == "1" ? "READ" : "WRITE"
}
resource "databricks_directory" "d" {
  path             = "/Shared/models"
  delete_recursive = true
}
resource "databricks_workspace_file" "f" {
  path           = "${databricks_directory.d.path}/train.py"
  content_base64 = base64encode("print(${var.v})\n")
}
resource "databricks_workspace_file" "f2" {
  path           = "/Shared/made/by/provider/config.yaml"
  content_base64 = base64encode("v: 1\n")
}
resource "databricks_notebook" "n" {
  path           = "${databricks_directory.d.path}/batch"
  language       = "PYTHON"
  content_base64 = base64encode("# Databricks notebook source\nprint(${var.v})\n")
}
resource "databricks_notebook" "src" {
  path   = "${databricks_directory.d.path}/eval"
  source = "${path.module}/nb.py"
}
resource "databricks_job" "train" {
  name                = "train"
  description         = "fine tune"
  max_concurrent_runs = tonumber(var.v)
  timeout_seconds     = 86400
  tags                = { team = "ml" }
  queue { enabled = true }
  parameter {
    name    = "epochs"
    default = var.v == "1" ? "3" : "5"
  }
  job_cluster {
    job_cluster_key = "train"
    new_cluster {
      spark_version       = "15.4.x-gpu-ml-scala2.12"
      node_type_id        = "g5.xlarge"
      driver_node_type_id = "g5.xlarge"
      num_workers         = 1 + tonumber(var.v)
      data_security_mode  = "SINGLE_USER"
      policy_id           = databricks_cluster_policy.p.id
      custom_tags         = { team = "ml" }
      spark_conf          = { "spark.task.resource.gpu.amount" = "0" }
      aws_attributes {
        availability    = "ON_DEMAND"
        first_on_demand = 1
        zone_id         = "auto"
      }
    }
  }
  task {
    task_key        = "a_train"
    job_cluster_key = "train"
    max_retries     = 1
    timeout_seconds = 43200
    spark_python_task {
      python_file = "/Workspace/Shared/models/train.py"
      parameters  = ["--epochs", "{{job.parameters.epochs}}"]
    }
    library {
      pypi { package = "transformers==4.46.3" }
    }
  }
  task {
    task_key = "b_eval"
    depends_on { task_key = "a_train" }
    job_cluster_key = "train"
    notebook_task {
      notebook_path   = databricks_notebook.n.path
      base_parameters = { v = var.v }
    }
  }
  email_notifications { on_failure = ["ml@example.com"] }
  schedule {
    quartz_cron_expression = "0 0 2 * * ?"
    timezone_id            = "UTC"
    pause_status           = var.v == "1" ? "UNPAUSED" : "PAUSED"
  }
  run_as { service_principal_name = databricks_service_principal.sp.application_id }
}
resource "databricks_job" "min" {
  name = "min"
  task {
    task_key = "only"
    new_cluster {
      spark_version = "15.4.x-gpu-ml-scala2.12"
      node_type_id  = "g5.xlarge"
      num_workers   = tonumber(var.v)
    }
    notebook_task { notebook_path = "/Shared/models/batch" }
  }
}
locals { ds = databricks_group.ds.display_name }
resource "databricks_permissions" "c" {
  cluster_id = databricks_cluster.gpu.id
  access_control {
    group_name       = local.ds
    permission_level = var.v == "1" ? "CAN_ATTACH_TO" : "CAN_RESTART"
  }
}
resource "databricks_permissions" "p" {
  cluster_policy_id = databricks_cluster_policy.p.id
  access_control {
    group_name       = local.ds
    permission_level = "CAN_USE"
  }
}
resource "databricks_permissions" "pool" {
  instance_pool_id = databricks_instance_pool.pool.id
  access_control {
    group_name       = local.ds
    permission_level = "CAN_ATTACH_TO"
  }
}
resource "databricks_permissions" "j" {
  job_id = databricks_job.train.id
  access_control {
    group_name       = local.ds
    permission_level = var.v == "1" ? "CAN_VIEW" : "CAN_MANAGE_RUN"
  }
  access_control {
    service_principal_name = databricks_service_principal.sp.application_id
    permission_level       = "IS_OWNER"
  }
}
resource "databricks_permissions" "e" {
  serving_endpoint_id = databricks_model_serving.e.serving_endpoint_id
  access_control {
    group_name       = local.ds
    permission_level = "CAN_QUERY"
  }
}
resource "databricks_permissions" "d" {
  directory_path = databricks_directory.d.path
  access_control {
    group_name       = local.ds
    permission_level = "CAN_READ"
  }
}
resource "databricks_permissions" "nb" {
  notebook_path = databricks_notebook.n.path
  access_control {
    group_name       = local.ds
    permission_level = "CAN_RUN"
  }
}
resource "databricks_grants" "s" {
  schema = databricks_schema.s.id
  grant {
    principal  = "account users"
    privileges = var.v == "1" ? ["USE_SCHEMA"] : ["USE_SCHEMA", "SELECT"]
  }
}
resource "databricks_grants" "m" {
  model = databricks_registered_model.m.id
  grant {
    principal  = "account users"
    privileges = ["EXECUTE"]
  }
}
resource "databricks_grant" "v" {
  volume     = databricks_volume.v.id
  principal  = "account users"
  privileges = var.v == "1" ? ["READ_VOLUME"] : ["READ_VOLUME", "WRITE_VOLUME"]
}
resource "databricks_workspace_conf" "w" {
  custom_config = {
    enableIpAccessLists  = true
    enableDcs            = var.v == "1"
    maxTokenLifetimeDays = var.v == "1" ? "90" : "60"
  }
}
resource "databricks_ip_access_list" "office" {
  label        = "office"
  list_type    = "ALLOW"
  ip_addresses = var.v == "1" ? ["203.0.113.0/24"] : ["203.0.113.0/24", "198.51.100.7"]
  depends_on   = [databricks_workspace_conf.w]
}
resource "databricks_compliance_security_profile_workspace_setting" "p" {
  compliance_security_profile_workspace {
    is_enabled           = false
    compliance_standards = var.v == "1" ? ["NONE"] : ["HIPAA", "PCI_DSS"]
  }
}
resource "databricks_enhanced_security_monitoring_workspace_setting" "m" {
  enhanced_security_monitoring_workspace { is_enabled = var.v == "1" }
}
resource "databricks_automatic_cluster_update_workspace_setting" "u" {
  automatic_cluster_update_workspace {
    enabled                              = true
    restart_even_if_no_updates_available = var.v == "2"
    maintenance_window {
      week_day_based_schedule {
        day_of_week = "SUNDAY"
        frequency   = "FIRST_OF_MONTH"
        window_start_time {
          hours   = 2
          minutes = 0
        }
      }
    }
  }
}
resource "databricks_disable_legacy_dbfs_setting" "d" {
  disable_legacy_dbfs { value = false }
}
resource "databricks_disable_legacy_access_setting" "a" {
  disable_legacy_access { value = true }
}
resource "databricks_restrict_workspace_admins_setting" "r" {
  restrict_workspace_admins {
    status = var.v == "1" ? "RESTRICT_TOKENS_AND_JOB_RUN_AS" : "ALLOW_ALL"
  }
}
resource "databricks_default_namespace_setting" "n" {
  namespace { value = var.v == "1" ? "main" : "ml" }
}
resource "databricks_system_schema" "access" {
  schema = var.v == "1" ? "access" : "compute"
}
resource "databricks_system_schema" "billing" {
  schema = "billing"
}
resource "databricks_token" "ci" {
  comment          = "ci"
  lifetime_seconds = var.v == "1" ? 86400 : 172800
}
resource "databricks_permissions" "tokens" {
  authorization = "tokens"
  access_control {
    group_name       = local.ds
    permission_level = "CAN_USE"
  }
}
resource "databricks_notification_destination" "mail" {
  display_name = "ml-mail"
  config {
    email { addresses = var.v == "1" ? ["ml@example.com"] : ["ml@example.com", "ops@example.com"] }
  }
}
resource "databricks_notification_destination" "hook" {
  display_name = "ml-hook"
  config {
    generic_webhook {
      url      = "https://example.com/${var.v}"
      username = "u"
      password = "planted-secret-hook"
    }
  }
}
resource "databricks_notification_destination" "slack" {
  display_name = "ml-alerts-${var.v}"
  config {
    slack { url = "https://hooks.example.com/planted-secret-slack" }
  }
}
output "node" { value = data.databricks_node_type.small.id }
output "spark" { value = data.databricks_spark_version.gpu.id }
output "users" { value = data.databricks_group.users.id }
