terraform {
  required_providers {
    databricks = {
      source  = "databricks/databricks"
      version = "1.99.0"
    }
  }
}

provider "databricks" {
  profile               = "sandbox"
  config_file           = "../profiles.cfg"
  auth_type             = "pat"
  rate_limit            = 200
  retry_timeout_seconds = 10
}

variable "v" {
  default = "1"
}
