"""How `security` and `compliance` are written."""

from typing import get_args

from modelstacks.settings.facts import compliance_standards
from modelstacks.settings.forms.access import GROUPS
from modelstacks.settings.forms.addresses import ADDRESSES
from modelstacks.settings.forms.words import NAME
from modelstacks.settings.security import Day, Frequency
from modelstacks.settings.shapes import (
    Choice,
    Flag,
    Key,
    ListOf,
    MappingOf,
    Section,
    Text,
    Whole,
)

COMPLIANCE = ListOf(Choice(*compliance_standards()), once=True)

COMPLIANCE_PROFILE = Section(
    {
        "acknowledge_permanent": Key(
            "`true` says: we know that the profile cannot be switched off again.",
            Flag(),
            required=True,
        )
    }
)

AUTOMATIC_UPDATE = Section(
    {
        "day": Key("Day of the window.", Choice(*get_args(Day)), required=True),
        "hour": Key("Its start, UTC.", Whole(0, 23), required=True),
        "frequency": Key(
            "Default: every-week; monthly where training takes longer than a week.",
            Choice(*get_args(Frequency)),
        ),
    }
)

_RANGES = ListOf(ADDRESSES, least=1, once=True)
_LISTS = MappingOf(_RANGES, NAME)

IP_ACCESS = Section(
    {
        "allow": Key("Lists by name; nobody else gets in. Default: everybody.", _LISTS),
        "block": Key("Lists by name that never get in. Default: none.", _LISTS),
        "caller": Key("Ranges that deploy from: they must stay inside.", _RANGES),
    }
)

TOKENS = Section(
    {
        "max_days": Key("Longest lifetime of a personal token.", Whole(1, 730), required=True),
        "users": Key("Groups that may have tokens. Default: left as it is.", GROUPS),
    }
)

SECURITY = Section(
    {
        "compliance_profile": Key(
            "The compliance security profile, for `compliance`.", COMPLIANCE_PROFILE
        ),
        "enhanced_monitoring": Key("Hardened images, watched. Default: left as it is.", Flag()),
        "automatic_update": Key(
            "When clusters may be restarted to update them: it ends what trains then. "
            "Default: left as it is.",
            AUTOMATIC_UPDATE,
        ),
        "ip_access": Key("Who gets in, by address. Default: left as it is.", IP_ACCESS),
        "legacy_dbfs": Key("Whether DBFS and mounts work. Default: left as it is.", Flag()),
        "legacy_features": Key(
            "Whether DBFS, the Hive metastore, no-isolation clusters and runtimes before 13.3 do. "
            "Default: left as it is.",
            Flag(),
        ),
        "restrict_admins": Key(
            "Whether admins are kept from tokens and jobs in others' names. "
            "Default: left as it is.",
            Flag(),
        ),
        "tokens": Key("Limits of personal tokens. Default: left as they are.", TOKENS),
        "system_schemas": Key(
            "System schemas that are switched on. Default: none.", ListOf(Text(), once=True)
        ),
    }
)
