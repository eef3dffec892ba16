"""What the workspace refuses, in Databricks' words: a status, an error code and a message."""

from typing import Any


class ApiError(Exception):
    """A refusal. It leaves a handler as an exception and the workspace as JSON."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @property
    def body(self) -> dict[str, Any]:
        """The answer as Databricks writes it."""
        return {"error_code": self.code, "message": self.message}


def invalid(message: str) -> ApiError:
    """A value that Databricks does not take."""
    return ApiError(400, "INVALID_PARAMETER_VALUE", message)


def malformed(message: str) -> ApiError:
    """A body that cannot be read: no JSON, or a field of the wrong type."""
    return ApiError(400, "MALFORMED_REQUEST", message)


def missing(message: str) -> ApiError:
    """An object that does not exist."""
    return ApiError(404, "RESOURCE_DOES_NOT_EXIST", message)


def missing_cluster(cluster_id: str) -> ApiError:
    """A cluster that does not exist: not a 404, unlike everything else."""
    return invalid(f"Cluster {cluster_id} does not exist")


def exists(message: str, *, status: int = 400, code: str = "RESOURCE_ALREADY_EXISTS") -> ApiError:
    """An object of that name that is there already."""
    return ApiError(status, code, message)


def invalid_state(message: str) -> ApiError:
    """An action that the object's state does not allow."""
    return ApiError(400, "INVALID_STATE", message)


def missing_principal(name: str) -> ApiError:
    """A user, group or service principal that nobody knows."""
    return ApiError(404, "PRINCIPAL_DOES_NOT_EXIST", f"Could not find principal with name {name}")


def over_quota(message: str) -> ApiError:
    """More of something than a workspace may have."""
    return ApiError(400, "QUOTA_EXCEEDED", message)


class StaleEtagError(ApiError):
    """A setting that was changed since it was read; the refusal names the etag to repeat with."""

    def __init__(self, status: int, code: str, message: str, *, etag: str) -> None:
        super().__init__(status, code, message)
        self.etag = etag

    @property
    def body(self) -> dict[str, Any]:
        """The answer as Databricks writes it, with the etag in its details."""
        info = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": self.code,
            "domain": "settings.databricks.com",
            "metadata": {"etag": self.etag},
        }
        return {**super().body, "details": [info]}
