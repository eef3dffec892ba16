"""The built-in `aws` provider: the AWS types that stacks use, against the sandbox's moto server."""
