"""Checks the settings around the models against each other, over all files of an environment."""

from collections.abc import Sequence
from itertools import chain

from modelstacks.catalog import Catalog
from modelstacks.errors import Problem
from modelstacks.settings.account_checks import account_problems
from modelstacks.settings.cloud_checks import cloud_problems
from modelstacks.settings.compliance_checks import compliance_problems
from modelstacks.settings.document import Document
from modelstacks.settings.encryption_checks import encryption_problems
from modelstacks.settings.idleness import idleness_problems
from modelstacks.settings.licence_checks import licence_problems
from modelstacks.settings.network_checks import network_problems
from modelstacks.settings.sandbox_checks import sandbox_problems
from modelstacks.settings.security_checks import security_problems
from modelstacks.settings.storage_checks import storage_problems
from modelstacks.settings.watch_checks import watch_problems


def joint_problems(
    environment: Document, families: Sequence[Document], catalog: Catalog
) -> list[Problem]:
    """Return what does not go together in an environment and the families it deploys.

    The documents hold what has the right shape; a part that is missing is not checked.
    """
    return [
        *chain(
            account_problems(environment, families),
            cloud_problems(environment),
            licence_problems(environment, families, catalog),
            idleness_problems(environment, families),
            encryption_problems(environment, families),
            storage_problems(environment, families),
            network_problems(environment, families),
            security_problems(environment),
            compliance_problems(environment, families, catalog),
            sandbox_problems(environment),
            watch_problems(environment, families),
        )
    ]
