"""VPC peering."""
