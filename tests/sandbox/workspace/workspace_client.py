"""A caller of the workspace for tests: one object, five verbs, no network."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import httpx

from modelstacks.sandbox.store import Store
from modelstacks.sandbox.workspace import WorkspaceOptions, create_app, seed
from modelstacks.sandbox.workspace.aws_account import AwsAccount

TOKEN = "test-token"
ME = WorkspaceOptions.user_name
SCIM = "/api/2.0/preview/scim/v2"
UC = "/api/2.1/unity-catalog"
RUNTIME = "15.4.x-gpu-ml-scala2.12"


class Client:
    """HTTP without a socket, and without waiting for a loop."""

    def __init__(self, app: Any) -> None:
        self._runner = asyncio.Runner()
        self._http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://127.0.0.1:8080",
            headers={"Authorization": f"Bearer {TOKEN}"},
        )

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """Return the answer to one call."""
        call = self._http.request(
            method, path, json=json, params=params, headers=headers, content=content
        )
        return self._runner.run(call)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Return the answer to GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Return the answer to POST."""
        return self.request("POST", path, **options)

    def close(self) -> None:
        """Close the loop."""
        self._runner.run(self._http.aclose())
        self._runner.close()


class Api:
    """A workspace over a store of its own, and the caller who holds its token."""

    def __init__(
        self,
        root: Path,
        *,
        polls: int = 0,
        model_versions: Literal["auto", "manual"] = "auto",
        cloud: Literal["aws", "azure", "gcp"] = "aws",
        aws: AwsAccount | None = None,
    ) -> None:
        self.store = Store(root / "state.db")
        seed(self.store, catalogs=["main"], groups=["scientists"])
        options = WorkspaceOptions(polls=polls, model_versions=model_versions, cloud=cloud)
        self.app = create_app(store=self.store, token=TOKEN, options=options, aws=aws)
        self.client = Client(self.app)

    def close(self) -> None:
        """Let go of the store and the loop."""
        self.client.close()
        self.store.close()

    def get(self, path: str, /, **query: Any) -> Any:
        """Return what GET answers; it must be a success."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any = None) -> Any:
        """Return what POST answers; it must be a success."""
        return self.call("POST", path, body)

    def put(self, path: str, body: Any = None) -> Any:
        """Return what PUT answers; it must be a success."""
        return self.call("PUT", path, body)

    def patch(self, path: str, body: Any = None) -> Any:
        """Return what PATCH answers; it must be a success."""
        return self.call("PATCH", path, body)

    def delete(self, path: str, /, **query: Any) -> Any:
        """Return what DELETE answers; it must be a success."""
        return self.call("DELETE", path, query=query)

    def call(self, method: str, path: str, body: Any = None, *, query: Any = None) -> Any:
        """Return the JSON of an answer that must be a success."""
        answer = self.client.request(method, path, json=body, params=query)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def refused(
        self, method: str, path: str, body: Any = None, *, query: Any = None
    ) -> tuple[int, str, str]:
        """Return status, code and message of an answer that must be a refusal."""
        answer = self.client.request(method, path, json=body, params=query)
        assert answer.status_code >= 400, answer.text
        told = answer.json()
        return answer.status_code, told["error_code"], told["message"]

    def inventory(self) -> Any:
        """Return the inventory."""
        return self.get("/sandbox/inventory")

    def cluster(self, **changes: Any) -> dict[str, Any]:
        """Return the body of a cluster that is accepted, changed."""
        body: dict[str, Any] = {
            "cluster_name": "train",
            "spark_version": RUNTIME,
            "node_type_id": "g5.xlarge",
            "num_workers": 2,
            "autotermination_minutes": 60,
        }
        return {key: value for key, value in {**body, **changes}.items() if value is not None}

    def credential(self, name: str = "lake", **changes: Any) -> Any:
        """Create a storage credential of a role."""
        role = {"role_arn": "arn:aws:iam::123456789012:role/lake"}
        body = {"name": name, "aws_iam_role": role, **changes}
        return self.post(
            f"{UC}/storage-credentials",
            {key: value for key, value in body.items() if value is not None},
        )

    def location(self, name: str, url: str, **changes: Any) -> Any:
        """Create an external location, with its credential if need be."""
        known = self.get(f"{UC}/storage-credentials")["storage_credentials"]
        if not any(one["name"] == "lake" for one in known):
            self.credential()
        body = {"name": name, "url": url, "credential_name": "lake", **changes}
        return self.post(f"{UC}/external-locations", body)

    def model(self, name: str = "t5", schema: str = "nlp") -> str:
        """Create a registered model, with its schema if need be; return its full name."""
        if not any(
            one["name"] == schema
            for one in self.get(f"{UC}/schemas", catalog_name="main")["schemas"]
        ):
            self.post(f"{UC}/schemas", {"name": schema, "catalog_name": "main"})
        sent = {"name": name, "catalog_name": "main", "schema_name": schema}
        full_name: str = self.post(f"{UC}/models", sent)["full_name"]
        return full_name
