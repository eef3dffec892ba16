"""Security settings of the whole workspace, one idea each."""
