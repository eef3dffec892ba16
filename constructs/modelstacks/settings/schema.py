"""How settings are written in YAML: the keys of each section, their types and ranges.

Defaults stand in `project.py`.
"""

from typing import get_args

from modelstacks.settings.forms.access import ACCESS
from modelstacks.settings.forms.aws import AWS
from modelstacks.settings.forms.bucket_name import ANY_BUCKET
from modelstacks.settings.forms.clouds import AZURE, GCP
from modelstacks.settings.forms.encryption import ENCRYPTION, FAMILY_ENCRYPTION
from modelstacks.settings.forms.jobs import BATCH, JOB, TRAINING
from modelstacks.settings.forms.licence import LICENCE, WEIGHTS_OR_NOT
from modelstacks.settings.forms.network import FAMILY_NETWORK, NETWORK
from modelstacks.settings.forms.sandbox import SANDBOX
from modelstacks.settings.forms.security import COMPLIANCE, SECURITY
from modelstacks.settings.forms.serving import (
    CHALLENGER,
    ENVIRONMENT_VARIABLES,
    GATEWAY,
    SYSTEM_MODEL,
)
from modelstacks.settings.forms.storage import STORAGE, STORAGE_DEFAULTS
from modelstacks.settings.forms.watch import FAMILY_WATCH, WATCH
from modelstacks.settings.idleness import (
    REFUSED_BATCH,
    REFUSED_INTERACTIVE,
    REFUSED_TRAINING,
    IdleMinutes,
)
from modelstacks.settings.project import Cloud
from modelstacks.settings.shapes import (
    Choice,
    Flag,
    Key,
    ListOf,
    MappingOf,
    Section,
    Shape,
    Switch,
    Text,
    TextOrMapping,
    Whole,
)

NAMES = ListOf(Text())

INTERACTIVE = Section(
    {
        "node_type": Key("GPU node type of the workers. Default: the cheapest that fits.", Text()),
        "min_workers": Key("Lower autoscale bound. Default: the tier's.", Whole(1, 1000)),
        "max_workers": Key("Upper autoscale bound. Default: the tier's.", Whole(1, 1000)),
        "driver_node_type": Key(
            "Node type of the driver, or `same-as-worker`. Default: a CPU node.", Text()
        ),
        "runtime": Key("Spark version key, GPU ML. Default: the environment's.", Text()),
        "autotermination_minutes": Key(
            "Idle minutes before the cluster stops. Default: 60.", IdleMinutes()
        ),
    },
    refused=REFUSED_INTERACTIVE,
)

JOB_NODES = {
    "node_type": Key("GPU node type. Default: the cheapest that fits.", Text()),
    "workers": Key("Nodes of `node_type`. Default: 1.", Whole(1, 1000)),
    "runtime": Key("Spark version key, GPU ML. Default: the environment's.", Text()),
    "tokens": Key("Tokens of the whole job. Default: 50,000,000.", Whole(1, 10**15)),
}

FINE_TUNE = Section(
    {
        "method": Key("How it is trained. Default: full.", Choice("full", "lora", "qlora")),
        "rank": Key("Rank of the adapters. Default: 16.", Whole(1, 4096)),
        "targets": Key(
            "What adapters are put on. Default: all-linear.",
            Choice("all-linear", "attention", "q-v", "mlp"),
        ),
        "optimizer": Key(
            "Default: adamw.",
            Choice("adamw", "adamw-8bit", "paged-adamw-8bit", "adafactor", "sgd", "lion"),
        ),
        "precision": Key(
            "Default: amp for full, bf16 with frozen weights.",
            Choice("bf16", "amp", "fp32", "fp16"),
        ),
        "batch_per_gpu": Key("Sequences per GPU. Default: 8 for a T5, else 1.", Whole(1, 65_536)),
        "sequence_length": Key("Tokens, but of a T5. Default: 2048.", Whole(1, 2**21)),
        "source_length": Key("Tokens into a T5. Default: 512.", Whole(1, 2**21)),
        "target_length": Key("Tokens out of a T5. Default: 128.", Whole(1, 2**21)),
        "checkpointing": Key("Default: full.", Choice("none", "selective", "full")),
        "gradient_accumulation": Key("Batches per step. Default: 1.", Whole(1, 2**20)),
        **JOB_NODES,
        **TRAINING,
        **JOB,
    },
    refused=REFUSED_TRAINING,
)

BATCH_INFERENCE = Section(
    {
        "batch_per_gpu": Key("Sequences at a time. Default: 16.", Whole(1, 65_536)),
        "source_length": Key("Tokens of a prompt. Default: 512.", Whole(1, 2**21)),
        "target_length": Key("Tokens generated. Default: 128.", Whole(1, 2**21)),
        "precision": Key(
            "Width of the weights. Default: bf16.",
            Choice("bf16", "fp16", "fp32", "int8", "fp8", "nf4"),
        ),
        "critical": Key("Whether it never runs on spot. Default: false.", Flag()),
        **JOB_NODES,
        **BATCH,
        **JOB,
    },
    refused=REFUSED_BATCH,
)

THROUGHPUT = Section(
    {
        "minimum": Key("Tokens per second that are kept ready.", Whole(0, 10**9), required=True),
        "maximum": Key("Tokens per second to grow to.", Whole(1, 10**9), required=True),
        "chunk": Key(
            "Increment that the workspace reports for the version; both must be multiples of it. "
            "Default: not known, not checked.",
            Whole(1, 10**9),
        ),
    }
)

SERVE = Section(
    {
        "version": Key(
            "Registered version to serve. Without one there is no endpoint.", Whole(1, 10**9)
        ),
        "concurrency": Key("Requests answered at the same time. Default: 4.", Whole(1, 1024)),
        "scale_to_zero": Key(
            "Whether an idle endpoint stops. Default: true, but not in production, and not where "
            "a latency is promised.",
            Flag(),
        ),
        "acknowledge_cold_start": Key(
            "Whether users of a production environment may wait minutes for the first answer. "
            "Default: false.",
            Flag(),
        ),
        "promised_latency_ms": Key(
            "Milliseconds that are promised for an answer; an endpoint that promises never scales "
            "to zero. Default: nothing is promised.",
            Whole(1, 10**7),
        ),
        "workload_type": Key(
            "Such as `GPU_MEDIUM`: a GPU endpoint, whatever `throughput` says. "
            "Default: the smallest that fits.",
            Text(),
        ),
        "throughput": Key(
            "Provisioned throughput instead of a GPU, for models that it is offered for. "
            "Default: none.",
            THROUGHPUT,
        ),
        "challenger": Key("A second version beside it. Default: none.", Switch(CHALLENGER)),
        "system_model": Key(
            "Model of Databricks that is served instead of the family's own, such as "
            "`system.ai.llama_v3_2_3b_instruct`. Default: none.",
            SYSTEM_MODEL,
        ),
        "environment": Key(
            "Variables of the served model; secrets as {{secrets/scope/key}}. Default: none.",
            ENVIRONMENT_VARIABLES,
        ),
        "gateway": Key("What stands before it. Default: usage tracking.", GATEWAY),
        "route_optimized": Key(
            "Whether requests take the short way; changing it makes a new endpoint. "
            "Default: false.",
            Flag(),
        ),
    }
)

MODEL = Section(
    {
        "enabled": Key("Whether the model is deployed. Default: true.", Flag()),
        "interactive": Key("A shared notebook cluster. Default: none.", Switch(INTERACTIVE)),
        "fine_tune": Key(
            "A training job. Default: none.",
            Switch(FINE_TUNE),
        ),
        "batch_inference": Key(
            "A job that answers a data set. Default: none.",
            Switch(BATCH_INFERENCE),
        ),
        "serve": Key("A serving endpoint. Default: none.", Switch(SERVE)),
    }
)

FAMILY = Section(
    {
        "family": Key(
            "Name of the family; its stack is `<family>-stack`.",
            Text("lower-case letters, digits and dashes", r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
            required=True,
        ),
        "enabled": Key("Whether the family is deployed. Default: true.", Flag()),
        "schema": Key(
            "Unity Catalog schema. Default: the family's name, with underscores for dashes.",
            Text("lower-case letters, digits and underscores", r"[a-z_][a-z0-9_]*"),
        ),
        "models": Key("The models by catalog name.", MappingOf(Switch(MODEL)), required=True),
        "licence": Key(
            "Who accepted a licence, by its name: `llama3.2`; `simulated` in the sandbox. "
            "Default: nobody.",
            LICENCE,
        ),
        "weights": Key(
            "How clusters get gated weights. Default: they find them in the volume.",
            WEIGHTS_OR_NOT,
        ),
        "storage": Key("Where its files are kept.", STORAGE),
        "network": Key("What its nodes reach.", FAMILY_NETWORK),
        "encryption": Key("What it asks beyond the environment's.", FAMILY_ENCRYPTION),
        "access": Key("Groups instead of the environment's, role by role.", ACCESS),
        "watch": Key("What is watched otherwise; `false`: nothing.", Switch(FAMILY_WATCH)),
        "compliance": Key(
            "Standards that an environment must comply with to run it. Default: none.", COMPLIANCE
        ),
    }
)

SIZING = Section(
    {
        "policy": Key(
            "`spec` takes the tier table, `right_size` the cheapest. Default: spec.",
            Choice("spec", "right_size"),
        ),
        "accelerators": Key("GPU kinds allowed. Default: any the cloud supports.", NAMES),
        "spot": Key(
            "Which workloads may run on spot nodes. Default: non-critical.",
            Choice("never", "non-critical"),
        ),
        "runtime": Key("Spark version key, GPU ML. Default: 16.4 LTS.", Text()),
        "allow_unlisted_node_types": Key(
            "Also take node types that Databricks does not list. Default: false.", Flag()
        ),
    }
)

S3_STATE = Section(
    {
        "bucket": Key(
            "S3 bucket.",
            ANY_BUCKET,
            required=True,
        ),
        "region": Key("AWS region of the bucket.", Text(), required=True),
        "kms_key_arn": Key(
            "KMS key that encrypts it. Default: the bucket's own.",
            Text(
                "the ARN of a KMS key",
                r"arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:(key|alias)/.+",
            ),
        ),
    }
)

ENVIRONMENT = Section(
    {
        "environment": Key("Name, the same as the file's.", Text(), required=True),
        "cloud": Key("Cloud of the workspace.", Choice(*get_args(Cloud)), required=True),
        "region": Key("Region of the workspace.", Text(), required=True),
        "catalog": Key(
            "Unity Catalog catalog that holds the families' schemas.",
            Text("lower-case letters, digits, dashes and underscores", r"[a-z_][a-z0-9_-]*"),
            required=True,
        ),
        "profile": Key("Profile in the Databricks configuration file.", Text()),
        "sizing": Key("Rules that size the clusters.", SIZING),
        "access": Key("Groups that get permissions.", ACCESS),
        "aws": Key("The AWS account, for buckets, keys, roles and peerings.", AWS),
        "azure": Key("Where the families' volumes lie on Azure. Default: in the catalog.", AZURE),
        "gcp": Key("Where they lie on Google Cloud. Default: in the catalog.", GCP),
        "storage": Key("What holds for every family's storage.", STORAGE_DEFAULTS),
        "network": Key("The workspace's VPC, and what it is joined with for all.", NETWORK),
        "encryption": Key("What is encrypted, and by which key.", ENCRYPTION),
        "security": Key("Settings of the whole workspace.", SECURITY),
        "watch": Key("What is watched, and who is told. Default: nothing.", WATCH),
        "compliance": Key(
            "Standards that hold here, such as hipaa: they decide what is allowed. Default: none.",
            COMPLIANCE,
        ),
        "state": Key(
            "Where Terraform keeps its state. Default: local.",
            TextOrMapping(Choice("local"), S3_STATE),
        ),
        "tags": Key("Tags on everything that takes tags.", MappingOf(Text())),
        "sandbox": Key("How the local workspace behaves; makes this the sandbox.", SANDBOX),
        "families": Key(
            "What this environment changes in the families.",
            MappingOf(Switch(MappingOf(Shape()))),
        ),
    }
)
