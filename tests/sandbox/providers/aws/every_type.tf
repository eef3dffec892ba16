data "aws_caller_identity" "me" {}
data "aws_vpc" "own" { id = var.vpc }
data "aws_vpc" "far" {
  provider = aws.peer
  id       = var.far_vpc
}
data "aws_route_tables" "own" { vpc_id = var.vpc }
data "aws_security_group" "default" {
  vpc_id = var.vpc
  name   = "default"
}
data "aws_kms_key" "data" { key_id = aws_kms_alias.data.name }

locals {
  account = data.aws_caller_identity.me.account_id
  root    = "arn:aws:iam::${local.account}:root"
}

# Keys
resource "aws_kms_key" "data" {
  description             = "data ${var.v}"
  deletion_window_in_days = 7
  enable_key_rotation     = true
  tags                    = { Name = "data", Wave = "own" }
}
resource "aws_kms_alias" "data" {
  name          = "alias/modelstacks/data"
  target_key_id = aws_kms_key.data.key_id
}
resource "aws_kms_key_policy" "data" {
  key_id = aws_kms_key.data.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "admin", Effect = "Allow", Principal = { AWS = local.root }, Action = "kms:*", Resource = "*" },
      { Sid = "use${var.v}", Effect = "Allow", Principal = { AWS = aws_iam_role.cluster.arn }, Action = ["kms:Decrypt", "kms:GenerateDataKey"], Resource = "*" },
    ]
  })
}

# Storage
resource "aws_s3_bucket" "logs" {
  bucket        = "modelstacks-logs"
  force_destroy = true
}
resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Principal = { Service = "logging.s3.amazonaws.com" }, Action = "s3:PutObject", Resource = "${aws_s3_bucket.logs.arn}/*" },
    ]
  })
}
resource "aws_s3_bucket" "models" {
  bucket_prefix = "modelstacks-models-"
  tags          = { Purpose = "models" }
}
resource "aws_s3_bucket_ownership_controls" "models" {
  bucket = aws_s3_bucket.models.id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}
resource "aws_s3_bucket_public_access_block" "models" {
  bucket                  = aws_s3_bucket.models.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
  depends_on              = [aws_s3_bucket_ownership_controls.models]
}
resource "aws_s3_bucket_policy" "models" {
  bucket = aws_s3_bucket.models.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Sid = "TlsOnly", Effect = "Deny", Principal = { AWS = "*" }, Action = "s3:*", Resource = [aws_s3_bucket.models.arn, "${aws_s3_bucket.models.arn}/*"], Condition = { Bool = { "aws:SecureTransport" = "false" } } },
    ]
  })
  depends_on = [aws_s3_bucket_public_access_block.models]
}
resource "aws_s3_bucket_versioning" "models" {
  bucket = aws_s3_bucket.models.id
  versioning_configuration {
    status = var.v == "1" ? "Enabled" : "Suspended"
  }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "models" {
  bucket = aws_s3_bucket.models.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.data.arn
    }
    bucket_key_enabled = true
  }
}
resource "aws_s3_bucket_lifecycle_configuration" "models" {
  bucket = aws_s3_bucket.models.id
  rule {
    id     = "noncurrent"
    status = "Enabled"
    filter {}
    noncurrent_version_expiration {
      noncurrent_days = 30 * tonumber(var.v)
    }
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
  rule {
    id     = "locks"
    status = "Enabled"
    filter {
      and {
        prefix                   = "state/"
        object_size_greater_than = 10
        tags                     = { kind = "lock" }
      }
    }
    expiration {
      days = 1
    }
    noncurrent_version_transition {
      noncurrent_days = 30
      storage_class   = "STANDARD_IA"
    }
    transition {
      days          = 60
      storage_class = "GLACIER"
    }
  }
  depends_on = [aws_s3_bucket_versioning.models]
}
resource "aws_s3_bucket_logging" "models" {
  bucket        = aws_s3_bucket.models.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "t5/${var.v}/"
  depends_on    = [aws_s3_bucket_policy.logs, aws_s3_bucket_policy.models]
}

# Access
resource "aws_iam_role" "cluster" {
  name        = "modelstacks-t5-cluster"
  description = "t5 ${var.v}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole" }]
  })
}
resource "aws_iam_policy" "read" {
  name_prefix = "modelstacks-read-"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.v == "1" ? ["s3:GetObject"] : ["s3:GetObject", "s3:ListBucket"], Resource = "${aws_s3_bucket.models.arn}/*" }]
  })
}
resource "aws_iam_role_policy" "kms" {
  name = "kms"
  role = aws_iam_role.cluster.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.data.arn, Sid = "v${var.v}" }]
  })
}
resource "aws_iam_role_policy_attachment" "read" {
  role       = aws_iam_role.cluster.name
  policy_arn = aws_iam_policy.read.arn
}
resource "aws_iam_instance_profile" "cluster" {
  name = "modelstacks-t5-cluster"
  role = aws_iam_role.cluster.name
}

# Network: within the account
resource "aws_vpc_peering_connection" "near" {
  vpc_id      = var.vpc
  peer_vpc_id = var.near_vpc
  auto_accept = true
  tags        = { Name = "near" }
}
# Network: to another account in another region
resource "aws_vpc_peering_connection" "far" {
  vpc_id        = var.vpc
  peer_vpc_id   = var.far_vpc
  peer_owner_id = "222222222222"
  peer_region   = "eu-west-1"
  tags          = { Side = "requester" }
}
resource "aws_vpc_peering_connection_accepter" "far" {
  provider                  = aws.peer
  vpc_peering_connection_id = aws_vpc_peering_connection.far.id
  auto_accept               = true
  tags                      = { Side = "accepter" }
}
resource "aws_vpc_peering_connection_options" "requester" {
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
  requester {
    allow_remote_vpc_dns_resolution = true
  }
}
resource "aws_vpc_peering_connection_options" "accepter" {
  provider                  = aws.peer
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
  accepter {
    allow_remote_vpc_dns_resolution = var.v == "1"
  }
}
resource "aws_route" "out" {
  for_each                  = toset(data.aws_route_tables.own.ids)
  route_table_id            = each.value
  destination_cidr_block    = data.aws_vpc.far.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
}
resource "aws_route" "back" {
  provider                  = aws.peer
  route_table_id            = data.aws_vpc.far.main_route_table_id
  destination_cidr_block    = data.aws_vpc.own.cidr_block
  vpc_peering_connection_id = aws_vpc_peering_connection_accepter.far.id
}
resource "aws_vpc_security_group_ingress_rule" "from_far" {
  security_group_id = data.aws_security_group.default.id
  cidr_ipv4         = data.aws_vpc.far.cidr_block
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432 + tonumber(var.v)
}
resource "aws_vpc_security_group_egress_rule" "to_far" {
  security_group_id = data.aws_security_group.default.id
  cidr_ipv4         = data.aws_vpc.far.cidr_block
  ip_protocol       = "-1"
  description       = "v${var.v}"
}
resource "aws_vpc_endpoint" "s3" {
  vpc_id          = var.vpc
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = data.aws_route_tables.own.ids
}

# Watching
resource "aws_sns_topic" "alerts" {
  name         = "modelstacks-alerts"
  display_name = "alerts ${var.v}"
}
resource "aws_sns_topic_policy" "alerts" {
  arn = aws_sns_topic.alerts.arn
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Sid = "v${var.v}", Effect = "Allow", Principal = { Service = "budgets.amazonaws.com" }, Action = "SNS:Publish", Resource = aws_sns_topic.alerts.arn }]
  })
}
resource "aws_cloudwatch_log_group" "t5" {
  name              = "/modelstacks/t5"
  retention_in_days = var.v == "1" ? 30 : 90
}
resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name          = "modelstacks-errors"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 1
  metric_name         = "Errors"
  namespace           = "modelstacks"
  period              = 60
  statistic           = "Sum"
  threshold           = var.v
  dimensions          = { model = "t5-base" }
  alarm_actions       = [aws_sns_topic.alerts.arn]
}
resource "aws_budgets_budget" "monthly" {
  name         = "modelstacks"
  budget_type  = "COST"
  limit_amount = 100 * tonumber(var.v)
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  cost_filter {
    name   = "TagKeyValue"
    values = ["user:Project$modelstacks"]
  }
  notification {
    comparison_operator       = "GREATER_THAN"
    notification_type         = "ACTUAL"
    threshold                 = 80
    threshold_type            = "PERCENTAGE"
    subscriber_sns_topic_arns = [aws_sns_topic.alerts.arn]
  }
}
output "key" { value = data.aws_kms_key.data.arn }
