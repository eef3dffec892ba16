#!/bin/sh
# Written by `make setup`: cdktf-cli with the Node and Terraform that this checkout was set up with.
bin=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P) || exit 1
root=$bin/../..

PATH=$bin:$PATH
CHECKPOINT_DISABLE=1
JSII_NODE=$bin/node
JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=${JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION-20}
# cdktf 0.21 is frozen, and what Node finds old-fashioned in it is not for the user to mend.
NODE_NO_WARNINGS=${NODE_NO_WARNINGS-1}
# Without cached bytecode each synth compiles the bindings again, which takes seconds.
unset PYTHONDONTWRITEBYTECODE
export PATH CHECKPOINT_DISABLE JSII_NODE NODE_NO_WARNINGS
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION

# Without a terminal the spinner would print a line ten times a second.
if [ ! -t 1 ]; then
    CI=${CI-1}
    FORCE_COLOR=${FORCE_COLOR-0}
    export CI FORCE_COLOR
fi

environment=${ENVIRONMENT:-local}
providers=official
if [ "$environment" = local ]; then
    # The shared plugin cache belongs to the official providers.
    CDKTF_DISABLE_PLUGIN_CACHE_ENV=1
    # The lock file is there, but cdktf looks in it for Terraform's registry even under OpenTofu.
    CDKTF_SKIP_PROVIDER_LOCK=true
    export CDKTF_DISABLE_PLUGIN_CACHE_ENV CDKTF_SKIP_PROVIDER_LOCK
    providers=built-in
    if [ -r .sandbox/providers.json ]; then
        case $(cat .sandbox/providers.json) in
            *'"official"'*) providers=official ;;
            *'"mirror"'*) providers="official (from a mirror)" ;;
        esac
    fi
fi
case ${1-} in
    deploy | apply | diff | plan | destroy)
        echo "modelstacks: environment $environment, $providers providers" >&2
        # main.py does not see the arguments; told the names, it can say which is nearest.
        command=$1
        shift
        MODELSTACKS_STACKS=
        for argument in "$@"; do
            case $argument in -*) break ;; esac
            MODELSTACKS_STACKS="$MODELSTACKS_STACKS $argument"
        done
        export MODELSTACKS_STACKS
        set -- "$command" "$@"
        ;;
esac

exec "$bin/node" "$root/node_modules/cdktf-cli/bundle/bin/cdktf" "$@"
