"""Request bodies: declared fields with their types, checked before a handler sees them."""

from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from modelstacks.sandbox.workspace.errors import ApiError, invalid, malformed

Json = dict[str, Any]


class Message(BaseModel):
    """A request body. Undeclared fields are ignored, as Databricks does; wrong types are not."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="ignore", strict=True, frozen=True)

    def as_sent(self) -> Json:
        """Return what was sent: no defaults, and no nulls, which mean the same as leaving out."""
        return self.model_dump(exclude_unset=True, exclude_none=True)


class OpenMessage(Message):
    """A request body whose undeclared fields are kept and echoed."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="allow", strict=True, frozen=True)


M = TypeVar("M", bound=Message)


def read(model: type[M], body: Json) -> M:
    """Check a body against a message and return it; refuse it with every problem named."""
    try:
        return model.model_validate(body)
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> ApiError:
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    told = "; ".join(
        f"{'.'.join(str(part) for part in problem['loc']) or 'body'}: {problem['msg']}"
        for problem in problems
    )
    # A missing or unlisted value is a wrong parameter; another type makes the body unreadable.
    if all(p["type"] in ("missing", "literal_error", "value_error") for p in problems):
        return invalid(f"Invalid request: {told}")
    return malformed(f"Could not parse request object: {told}")
