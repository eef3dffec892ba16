"""How settings around the models are written in YAML: one file per section."""
