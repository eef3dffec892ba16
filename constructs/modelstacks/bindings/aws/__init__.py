"""Typed AWS resources, thin: argument names and types, and nothing of the 486 MB package.

One module per service (`s3`, `kms`, `iam` …), written by `generate` from the schema of the
provider. Valid for every aws provider from 5.100 up to 7. Importing this package costs nothing.
"""
