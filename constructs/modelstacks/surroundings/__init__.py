"""What a family needs around its cluster, decided: keys, buckets, roles, volumes, peerings."""
