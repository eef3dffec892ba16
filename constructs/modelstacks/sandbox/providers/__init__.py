"""Built-in Terraform providers: plugins in Python that real Terraform runs against the sandbox."""
