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
    inference_table_config {
      enabled           = true
      catalog_name      = databricks_catalog.ml.name
      schema_name       = databricks_schema.s.name
      table_name_prefix = "base"
    }
    fallback_config { enabled = var.v == "2" }
    rate_limits {
      calls          = 100 * tonumber(var.v)
      key            = "user"
      renewal_period = "minute"
    }
    rate_limits {
      tokens         = 10000
      key            = "user_group"
      principal      = databricks_group.ds.display_name
      renewal_period = "minute"
    }
    rate_limits {
      calls          = 500
      key            = "endpoint"
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
resource "databricks_model_serving" "system" {
  name = "system"
  config {
    served_entities {
      entity_name                = "system.ai.llama_v3_2_3b_instruct"
      entity_version             = "1"
      min_provisioned_throughput = 0
      max_provisioned_throughput = 980 * tonumber(var.v)
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
    task_key                  = "a_train"
    job_cluster_key           = "train"
    max_retries               = 1
    min_retry_interval_millis = 60000
    retry_on_timeout          = true
    timeout_seconds           = 43200
    health {
      rules {
        metric = "RUN_DURATION_SECONDS"
        op     = "GREATER_THAN"
        value  = 1800
      }
    }
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
  email_notifications {
    on_failure                             = ["ml@example.com"]
    on_duration_warning_threshold_exceeded = ["ml${var.v}@example.com"]
    no_alert_for_skipped_runs              = true
  }
  webhook_notifications {
    # Several of one event are sorted by id before they are sent: a difference for ever.
    on_start { id = databricks_notification_destination.hook.id }
    on_failure { id = databricks_notification_destination.slack.id }
  }
  notification_settings { no_alert_for_canceled_runs = true }
  health {
    rules {
      metric = "RUN_DURATION_SECONDS"
      op     = "GREATER_THAN"
      value  = 3600 * tonumber(var.v)
    }
  }
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
resource "databricks_job" "serverless" {
  name               = "serverless"
  performance_target = "STANDARD"
  environment {
    environment_key = "small"
    spec {
      client       = "2"
      dependencies = ["einops==0.8.${var.v}"]
    }
  }
  task {
    task_key        = "only"
    environment_key = "small"
    spark_python_task { python_file = "/Workspace/Shared/models/train.py" }
  }
  continuous { pause_status = "PAUSED" }
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
data "databricks_notification_destinations" "mail" {
  display_name_contains = "ml-mail"
  type                  = "EMAIL"
  depends_on            = [databricks_notification_destination.mail]
}
data "databricks_aws_unity_catalog_assume_role_policy" "trust" {
  aws_account_id = "123456789012"
  role_name      = "lake"
  external_id    = "0a1b"
}
data "databricks_aws_unity_catalog_policy" "access" {
  aws_account_id = "123456789012"
  bucket_name    = "ml-bucket"
  role_name      = "lake"
  kms_name       = "us-east-1:123456789012:key/<0a&1b>"
}
data "databricks_aws_unity_catalog_policy" "gov" {
  aws_account_id = "123456789012"
  aws_partition  = "aws-us-gov-dod"
  bucket_name    = "ml-bucket"
  role_name      = "lake"
  kms_name       = "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/0a1b"
}
data "databricks_aws_assume_role_policy" "cross" { external_id = "account" }
data "databricks_aws_assume_role_policy" "logs" {
  external_id      = "account"
  for_log_delivery = true
}
data "databricks_aws_bucket_policy" "root" {
  bucket                   = "ml-bucket"
  databricks_e2_account_id = "0a1b"
}
resource "databricks_workspace_file" "policies" {
  path = "${databricks_directory.d.path}/policies.json"
  content_base64 = base64encode(join("\n", [
    data.databricks_aws_unity_catalog_assume_role_policy.trust.json,
    data.databricks_aws_unity_catalog_policy.access.json,
    data.databricks_aws_unity_catalog_policy.gov.json,
    data.databricks_aws_assume_role_policy.cross.json,
    data.databricks_aws_assume_role_policy.logs.json,
    data.databricks_aws_bucket_policy.root.json,
    data.databricks_aws_unity_catalog_policy.access.id,
    data.databricks_aws_bucket_policy.root.id,
  ]))
}
resource "databricks_instance_profile" "ml" {
  instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/ml"
  iam_role_arn         = "arn:aws:iam::123456789012:role/ml${var.v}"
  skip_validation      = true
}
resource "databricks_instance_profile" "plain" {
  instance_profile_arn = "arn:aws:iam::123456789012:instance-profile/team/plain"
  iam_role_arn         = var.v == "1" ? "arn:aws:iam::123456789012:role/plain" : null
}
resource "databricks_storage_credential" "sc" {
  name         = "lake"
  comment      = "c${var.v}"
  force_update = true
  aws_iam_role { role_arn = "arn:aws:iam::123456789012:role/lake${var.v}" }
}
resource "databricks_storage_credential" "azure" {
  name           = "azure"
  read_only      = var.v == "1"
  force_update   = true
  isolation_mode = "ISOLATION_MODE_ISOLATED"
  azure_managed_identity {
    access_connector_id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Databricks/accessConnectors/c"
  }
}
resource "databricks_storage_credential" "azure_sp" {
  name    = "azure-sp"
  comment = "c${var.v}"
  azure_service_principal {
    directory_id   = "d"
    application_id = "a"
    client_secret  = "planted-secret-azure"
  }
}
resource "databricks_storage_credential" "google" {
  name    = "google"
  owner   = "account users"
  comment = "c${var.v}"
  databricks_gcp_service_account {}
}
resource "databricks_external_location" "el" {
  name            = "lake"
  url             = "s3://ml-bucket/lake/"
  credential_name = databricks_storage_credential.sc.name
  comment         = "c${var.v}"
  skip_validation = true
  force_destroy   = true
  encryption_details {
    sse_encryption_details {
      algorithm       = "AWS_SSE_KMS"
      aws_kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/0a${var.v}"
    }
  }
}
resource "databricks_external_location" "azure" {
  name            = "azure"
  url             = "abfss://box@account.dfs.core.windows.net/x${var.v}"
  credential_name = databricks_storage_credential.azure.id
  isolation_mode  = "ISOLATION_MODE_ISOLATED"
  read_only       = true
  fallback        = var.v == "1"
}
resource "databricks_volume" "external" {
  catalog_name     = databricks_catalog.ml.name
  schema_name      = databricks_schema.s.name
  name             = "weights"
  volume_type      = "EXTERNAL"
  storage_location = "${databricks_external_location.el.url}weights"
}
resource "databricks_grants" "sc" {
  storage_credential = databricks_storage_credential.sc.id
  grant {
    principal  = "account users"
    privileges = ["CREATE_EXTERNAL_LOCATION"]
  }
}
resource "databricks_grant" "el" {
  external_location = databricks_external_location.el.id
  principal         = "account users"
  privileges        = var.v == "1" ? ["READ_FILES"] : ["READ_FILES", "CREATE_EXTERNAL_VOLUME"]
}
resource "databricks_cluster" "mounts" {
  cluster_name            = "mounts"
  spark_version           = "15.4.x-scala2.12"
  node_type_id            = data.databricks_node_type.small.id
  autotermination_minutes = 10
  spark_conf = {
    "spark.databricks.cluster.profile" = "singleNode"
    "spark.master"                     = "local[*]"
  }
  custom_tags = { ResourceClass = "SingleNode" }
  aws_attributes {
    instance_profile_arn = databricks_instance_profile.ml.id
  }
}
resource "databricks_mount" "s3" {
  name       = "weights"
  cluster_id = databricks_cluster.mounts.id
  s3 { bucket_name = "ml-bucket" }
}
resource "databricks_mount" "named_by_bucket" {
  cluster_id = databricks_cluster.mounts.id
  s3 { bucket_name = "ml-data-${var.v}" }
}
resource "databricks_mount" "kms" {
  name            = "kms"
  encryption_type = var.v == "1" ? "sse-s3" : "sse-kms"
  cluster_id      = databricks_cluster.mounts.id
  s3 { bucket_name = "ml-kms" }
}
resource "databricks_mount" "azure" {
  name       = "azure"
  uri        = "abfss://box@account.dfs.core.windows.net/t5"
  cluster_id = databricks_cluster.mounts.id
  extra_configs = {
    "fs.azure.account.auth.type"            = "OAuth"
    "fs.azure.account.oauth2.client.id"     = "0a1b"
    "fs.azure.account.oauth2.client.secret" = "{{secrets/${databricks_secret_scope.s.name}/${databricks_secret.s.key}}}"
  }
}
resource "databricks_sql_endpoint" "wh" {
  name             = "wh-${var.v}"
  cluster_size     = "2X-Small"
  max_num_clusters = tonumber(var.v)
  auto_stop_mins   = 10
  warehouse_type   = "PRO"
  tags {
    custom_tags {
      key   = "team"
      value = "ml"
    }
  }
}
resource "databricks_sql_endpoint" "plain" {
  name         = "plain"
  cluster_size = "Small"
  no_wait      = true
}
data "databricks_sql_warehouse" "plain" { name = databricks_sql_endpoint.plain.name }
data "databricks_sql_warehouse" "wh" { id = databricks_sql_endpoint.wh.id }
resource "databricks_permissions" "wh" {
  sql_endpoint_id = databricks_sql_endpoint.wh.id
  access_control {
    group_name       = local.ds
    permission_level = var.v == "1" ? "CAN_USE" : "CAN_MONITOR"
  }
}
resource "databricks_query" "q" {
  display_name = "cost-${var.v}"
  query_text   = "select ${var.v}"
  warehouse_id = databricks_sql_endpoint.wh.id
  parent_path  = databricks_directory.d.path
  description  = "d${var.v}"
  schema       = var.v == "1" ? "billing" : "compute"
  catalog      = "system"
  tags         = ["a${var.v}"]
  parameter {
    name = "days"
    numeric_value { value = 7 }
  }
  parameter {
    name = "model"
    text_value { value = "t5" }
  }
}
resource "databricks_query" "plain" {
  display_name = "plain"
  query_text   = "select ${var.v} as v"
  warehouse_id = data.databricks_sql_warehouse.plain.id
}
resource "databricks_alert" "a" {
  display_name = "idle"
  query_id     = databricks_query.plain.id
  parent_path  = "/Workspace${databricks_directory.d.path}"
  notify_on_ok = var.v == "1"
  condition {
    op = "GREATER_THAN"
    operand {
      column { name = "v" }
    }
    threshold {
      value { double_value = 40 + tonumber(var.v) }
    }
    empty_result_state = "OK"
  }
}
resource "databricks_alert_v2" "a" {
  display_name   = "errors-${var.v}"
  query_text     = "select 1 as v"
  warehouse_id   = databricks_sql_endpoint.wh.id
  parent_path    = databricks_directory.d.path
  custom_summary = var.v == "1" ? "summary" : null
  evaluation = {
    comparison_operator = "GREATER_THAN"
    source              = { name = "v", aggregation = "SUM" }
    threshold           = { value = { double_value = tonumber(var.v) - 1 } }
    notification = {
      notify_on_ok = false
      subscriptions = [
        { user_email = "ml@example.com" },
        { destination_id = databricks_notification_destination.mail.id },
      ]
    }
  }
  schedule = {
    quartz_cron_schedule = "0 0 * * * ?"
    timezone_id          = "UTC"
    pause_status         = var.v == "1" ? "UNPAUSED" : "PAUSED"
  }
  run_as = { service_principal_name = databricks_service_principal.sp.application_id }
}
resource "databricks_alert_v2" "plain" {
  display_name = "plain"
  query_text   = "select ${var.v} as v"
  warehouse_id = databricks_sql_endpoint.plain.id
  evaluation = {
    comparison_operator = "IS_NULL"
    source              = { name = "v" }
  }
  schedule = {
    quartz_cron_schedule = "0 */30 * * * ?"
    timezone_id          = "Europe/Berlin"
  }
}
resource "databricks_permissions" "alert" {
  alert_v2_id = databricks_alert_v2.plain.id
  access_control {
    group_name       = local.ds
    permission_level = "CAN_READ"
  }
}
resource "databricks_dashboard" "d" {
  display_name         = "t5-${var.v}"
  parent_path          = "/Workspace/Shared/made/for/dashboards"
  warehouse_id         = databricks_sql_endpoint.wh.id
  serialized_dashboard = jsonencode({ pages = [{ name = "p", displayName = "Cost ${var.v}" }] })
  embed_credentials    = var.v == "1"
}
resource "databricks_dashboard" "file" {
  display_name = "from-file"
  parent_path  = databricks_directory.d.path
  warehouse_id = databricks_sql_endpoint.wh.id
  file_path    = var.v == "1" ? "${path.module}/board-1.json" : "${path.module}/board-2.json"
}
resource "databricks_permissions" "board" {
  dashboard_id = databricks_dashboard.d.id
  access_control {
    group_name       = local.ds
    permission_level = var.v == "1" ? "CAN_READ" : "CAN_RUN"
  }
}
resource "databricks_mlflow_experiment" "e" {
  name              = "/Workspace${databricks_directory.d.path}/train-${var.v}"
  artifact_location = "dbfs:/Volumes/ml/t5/data/mlflow"
  tags {
    key   = "team"
    value = "ml"
  }
}
resource "databricks_mlflow_experiment" "plain" {
  name = "/Shared/plain-${var.v}"
}
resource "databricks_permissions" "experiment" {
  experiment_id = databricks_mlflow_experiment.e.id
  access_control {
    group_name       = local.ds
    permission_level = "CAN_EDIT"
  }
}
output "node" { value = data.databricks_node_type.small.id }
output "spark" { value = data.databricks_spark_version.gpu.id }
output "users" { value = data.databricks_group.users.id }
