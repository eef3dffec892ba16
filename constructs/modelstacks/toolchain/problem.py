"""What stops a set-up, told in one sentence that says what to do."""

from modelstacks.errors import ModelStacksError


class ToolchainError(ModelStacksError):
    """A tool is missing or could not be put in place."""
