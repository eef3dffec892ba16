"""External locations, as volumes and credentials see them."""

from modelstacks.sandbox.store import Document, Transaction
from modelstacks.sandbox.workspace.cloud_url import CloudUrl, find_url, parse_url
from modelstacks.sandbox.workspace.errors import ApiError, invalid

METASTORE_ROOT = "s3://sandbox-metastore"
"""Where managed volumes lie."""


def locations_of(tx: Transaction, credential: str) -> list[str]:
    """Return the names of the locations that use a credential."""
    found = tx.all("external_location")
    return [one["name"] for one in found if one["credential_name"] == credential]


def require_location(tx: Transaction, url: CloudUrl) -> Document:
    """Return the location that a place lies in; refuse a place that lies in none."""
    for location in tx.all("external_location"):
        if parse_url(location["url"]).holds(url):
            return location
    raise ApiError(
        404,
        "EXTERNAL_LOCATION_DOES_NOT_EXIST",
        f"No parent external location was found for path '{url.text}'. Please create an external"
        " location on one of the parent paths and then retry the query or command again.",
    )


def refuse_overlap(tx: Transaction, url: CloudUrl, *, name: str | None = None) -> None:
    """Refuse a location whose place overlaps another's; `name` is its own."""
    if parse_url(METASTORE_ROOT).overlaps(url):
        raise _overlap(url, "managed storage", "the metastore's storage root")
    for other in tx.all("external_location"):
        if other["name"] != name and parse_url(other["url"]).overlaps(url):
            raise _overlap(url, "other external locations", other["name"])


def refuse_volume_overlap(tx: Transaction, url: CloudUrl) -> None:
    """Refuse a volume whose place overlaps another's."""
    for volume in tx.all("volume"):
        place = find_url(volume["storage_location"])
        if place is not None and place.overlaps(url):
            raise _overlap(url, "other external tables or volumes", volume["full_name"])


def dependents(tx: Transaction, location: Document) -> dict[str, int]:
    """Count what lies in a location, by kind."""
    place = parse_url(location["url"])

    def inside(kind: str, field: str) -> int:
        found = (find_url(one.get(field)) for one in tx.all(kind))
        return sum(one is not None and place.holds(one) for one in found)

    return {
        "catalogs": inside("catalog", "storage_root"),
        "schemas": inside("schema", "storage_root"),
        "external volumes": inside("volume", "storage_location"),
    }


def _overlap(url: CloudUrl, what: str, which: str) -> ApiError:
    return invalid(f"Input path url '{url.text}' overlaps with {what}. Conflicting: {which}.")
