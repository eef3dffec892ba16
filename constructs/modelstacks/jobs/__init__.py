"""What jobs run on a cluster, and what they are told: the plan's assumptions as arguments."""
