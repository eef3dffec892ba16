"""How what stands around a served version is written."""

from modelstacks.settings.forms.access import APPLICATION_ID
from modelstacks.settings.shapes import Flag, Key, MappingOf, Section, Text, Whole

VARIABLE = Text("letters, digits and underscores", r"[A-Za-z_][A-Za-z0-9_]*")

CHALLENGER = Section(
    {
        "version": Key("Registered version.", Whole(1, 10**9), required=True),
        "traffic": Key("Per cent of the requests. Default: 10.", Whole(0, 100)),
    }
)

LIMIT = Section(
    {
        "calls": Key("Requests per minute. Default: no limit.", Whole(0, 10**9)),
        "tokens": Key("Tokens per minute. Default: no limit.", Whole(0, 10**12)),
    }
)

RATE_LIMITS = Section(
    {
        "endpoint": Key("All callers together. Default: none.", LIMIT),
        "user": Key("Each user. Default: none.", LIMIT),
        "groups": Key("By group. Default: none.", MappingOf(LIMIT)),
        "service_principals": Key(
            "By application id. Default: none.", MappingOf(LIMIT, APPLICATION_ID)
        ),
    }
)

GATEWAY = Section(
    {
        "usage_tracking": Key(
            "Whether requests are counted in the system tables. Default: true.", Flag()
        ),
        "inference_table": Key(
            "Whether requests and answers are kept in a table of the family's schema. "
            "Default: false.",
            Flag(),
        ),
        "fallbacks": Key(
            "Whether a request that one version fails goes to the other. Default: false.", Flag()
        ),
        "rate_limits": Key("What may be asked per minute. Default: no limit.", RATE_LIMITS),
    }
)

SYSTEM_MODEL = Text("a model of the schema system.ai", r"system\.ai\.[a-z0-9_]+")
ENVIRONMENT_VARIABLES = MappingOf(Text(), VARIABLE)
