"""`python -m modelstacks.toolchain`: what the Makefile calls."""

import argparse
import sys

from modelstacks.errors import ModelStacksError
from modelstacks.toolchain.checkout import this_checkout
from modelstacks.toolchain.locks import make_locks
from modelstacks.toolchain.process import say
from modelstacks.toolchain.setup import set_up


def main() -> int:
    """Do one thing; return 0, or 1 after a sentence on what went wrong."""
    parser = argparse.ArgumentParser(prog="modelstacks.toolchain")
    commands = parser.add_subparsers(dest="command", required=True)
    setup = commands.add_parser("setup", help="put every tool in place")
    setup.add_argument("--need-terraform", action="store_true", help="fail without Terraform")
    lock = commands.add_parser("lock", help="make the lock files again")
    lock.add_argument("--upgrade", action="store_true", help="take the newest allowed versions")
    options = parser.parse_args()
    try:
        checkout = this_checkout()
        ready = set_up(checkout, terraform_required=getattr(options, "need_terraform", False))
        if options.command == "lock":
            make_locks(checkout, upgrade=options.upgrade)
        else:
            say(ready)
    except ModelStacksError as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"{error.filename or 'a file'}: {error.strerror}; free it and run make again")
        return 1
    except KeyboardInterrupt:
        say("stopped; run make again to go on from here")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
