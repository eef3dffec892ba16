terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.25.0"
    }
  }
}

provider "aws" {
  profile                     = "modelstacks-sandbox"
  shared_config_files         = ["../awsconfig"]
  shared_credentials_files    = ["../awscredentials"]
  s3_use_path_style           = true
  skip_metadata_api_check     = "true"
  skip_credentials_validation = true
  allowed_account_ids         = ["123456789012"]
  default_tags {
    tags = { Project = "modelstacks", Wave = var.v }
  }
}

provider "aws" {
  alias                       = "peer"
  profile                     = "modelstacks-sandbox"
  shared_config_files         = ["../awsconfig"]
  shared_credentials_files    = ["../awscredentials"]
  region                      = "eu-west-1"
  skip_metadata_api_check     = "true"
  skip_credentials_validation = true
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/peering"
  }
}

variable "v" {
  default = "1"
}
variable "vpc" {}
variable "near_vpc" {}
variable "far_vpc" {}
