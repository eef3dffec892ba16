"""`modelstacks size`: the contract of its JSON, what a person reads, and wrong use."""

import json
from pathlib import Path

import pytest

from .conftest import Runner

PARTS = {
    *("weights", "gradients", "optimizer", "activations", "loss", "kv_cache", "vision"),
    *("working_memory", "framework_overhead", "peak"),
}


def test_the_json_holds_what_a_machine_needs(run: Runner) -> None:
    answer = run("size", "t5-11b", "--method", "lora", "--json").json

    assert answer["model"] == "t5-11b"
    assert answer["parameters"] == 11_307_321_344
    assert set(answer["memory"]["per_gpu_gib"]) >= PARTS
    assert answer["memory"]["needed_gib"] <= answer["memory"]["usable_gib"]
    assert answer["memory"]["host_gib"] > 0
    assert answer["verdict"] == "ok"
    assert answer["tier"]["workers"] == [4, 8]
    assert answer["chosen"] == answer["candidates"][0]
    assert {
        *("node_type", "workers", "gpus", "verdict", "usd_per_hour", "hours", "usd", "why_not")
    } <= set(answer["chosen"])
    assert any("batch_per_gpu = 8" in told for told in answer["assumptions"])
    assert all(one["why_not"] for one in answer["candidates"] if one["verdict"] == "no")


def test_the_parts_add_up_to_the_peak(run: Runner) -> None:
    memory = run("size", "t5-3b", "--json").json["memory"]
    parts = dict(memory["per_gpu_gib"])
    peak, framework = parts.pop("peak"), parts.pop("framework_overhead")

    assert sum(parts.values()) == pytest.approx(peak, abs=0.01)
    margin = memory["margins_gib"]["safety_margin"]
    assert memory["needed_gib"] == pytest.approx(peak + framework + margin, abs=0.01)


def test_a_p4d_is_28_63_an_hour_by_jobs_rates(run: Runner) -> None:
    arguments = ("--method", "lora", "--node", "p4d.24xlarge", "--json")

    assert run("size", "t5-11b", *arguments).json["chosen"]["usd_per_hour"] == 28.63


def test_a_band_is_no_node(run: Runner) -> None:
    arguments = ("--task", "serve", "--throughput", "980-1960", "--region", "eu-west-1")
    answer = run("size", "llama-3.2-1b", *arguments, "--json").json

    assert answer["region"] == "eu-west-1"
    assert answer["chosen"]["node_type"] == "PROVISIONED_THROUGHPUT"
    assert answer["chosen"]["gpus"] == 0
    assert answer["candidates"][1]["node_type"] == "GPU_SMALL"


def test_the_region_of_an_environment_is_that_of_the_question(run: Runner) -> None:
    arguments = ("--task", "serve", "-e", "prod", "--json")

    assert run("size", "t5-base", *arguments).json["region"] == "us-east-1"
    assert run("size", "t5-base", *arguments, "--region", "eu-west-1").json["region"] == "eu-west-1"
    assert run("size", "t5-base", *arguments, "--cloud", "azure").json["region"] is None


def test_a_person_reads_bars_reasons_and_a_ranking(run: Runner) -> None:
    outcome = run("size", "t5-11b", "--method", "lora", "--policy", "right_size")

    assert outcome.status == 0
    assert "LoRA of t5-11b on aws (11,307,321,344 parameters" in outcome.out
    assert "ok: 1 x g6e.2xlarge" in outcome.out
    assert "█" in outcome.out
    assert "ranked by cost of the job" in outcome.out
    assert "assumed: batch_per_gpu = 8" in outcome.out


def test_the_spoken_tasks(run: Runner) -> None:
    batch = run("size", "t5-base", "--task", "batch_inference", "--source-length", "256", "--json")
    serve = run("size", "llama-3.2-90b-vision", "--task", "serve", "--json").json

    assert batch.json["verdict"] == "ok"
    assert serve["chosen"]["node_type"] == "GPU_LARGE_8"
    assert serve["chosen"]["concurrency"] == 213
    assert serve["memory"]["per_gpu_gib"]["kv_cache"] > 0


@pytest.mark.parametrize(
    "options",
    [
        ["--rank", "8", "--targets", "attention", "--optimizer", "adafactor", "--method", "lora"],
        ["--precision", "fp32", "--checkpointing", "selective", "--loss", "chunked"],
        ["--optimizer-in-backward", "--policy", "right_size"],
        ["--activation-offload", "--gradient-accumulation", "4"],
        ["--sharding", "zero3", "--offload", "optimizer", "--policy", "right_size"],
        ["--freeze", "encoder", "--mean-length", "100", "--attention", "eager", "--compile"],
        ["--deadline-hours", "2", "--tokens", "1000000", "--cloud", "azure"],
        ["--accelerator", "L40S", "--unlisted"],
        ["-e", "prod"],
    ],
)
def test_every_option_is_taken(run: Runner, options: list[str]) -> None:
    outcome = run("size", "t5-base", *options, "--json")

    assert outcome.status in (0, 1), outcome.err
    assert outcome.json["verdict"] in ("ok", "tight", "no")


def test_one_choice_is_judged(run: Runner) -> None:
    good = run("size", "t5-11b", "--method", "lora", "--gpu", "l40s", "--gpus", "1", "--json")
    bad = run("size", "t5-11b", "--method", "lora", "--node", "g5.xlarge", "--workers", "1")

    assert (good.status, good.json["verdict"]) == (0, "ok")
    assert good.json["chosen"]["usd_per_hour"] is None
    assert bad.status == 1
    assert "nearest that fits" in bad.out


def test_an_infeasible_tier_is_found_and_told(run: Runner) -> None:
    arguments = ("--accelerator", "A100-40", "--json")
    outcome = run("size", "llama-3.2-90b-vision", *arguments)

    assert outcome.status == 1
    assert outcome.json["chosen"] is None
    assert outcome.json["tier"]["verdict"] == "infeasible"
    assert "GiB missing" in outcome.json["tier"]["note"]
    assert outcome.json["nearest"]["verdict"] == "ok"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("t5-bse", "did you mean: t5-base, t5-"),
        ("t5-base --rank 8", "--rank: full fine-tuning has no adapters"),
        ("llama-3.1-8b --target-length 8", "--target-length: a decoder-only model has one length"),
        ("t5-base --sequence-length 8", "--sequence-length: an encoder-decoder has two lengths"),
        ("t5-base --concurrency 8", "--concurrency: is not for --task fine_tune"),
        ("t5-base --task serve --method lora", "--method: is not for --task serve"),
        ("t5-base --throughput 980", "--throughput: is not for --task fine_tune"),
        ("t5-base --task serve --throughput 980", "--throughput: t5-base is not offered in bands"),
        ("llama-3.2-1b --task serve --throughput 5-1", "`5-1` does not go from less to more"),
        ("llama-3.2-1b --task serve --throughput lots", "`lots` is no band"),
        (
            "llama-3.2-1b --task serve --throughput 980 --node GPU_SMALL",
            "--throughput: does not go with --node",
        ),
        ("t5-base --region us-est-1", "did you mean: us-east-1"),
        ("t5-base --region eastus", "is not a region of Databricks on aws but of azure"),
        (
            "qwen2.5-7b --task batch_inference --tensor-parallel 8",
            "--tensor-parallel: 8 GPUs do not divide 28 heads",
        ),
        ("llama-3.1-8b --task batch_inference --source-length 9", "not for a decoder-only model"),
        ("t5-base --batch-per-gpu -3", "--batch-per-gpu: -3 is out of range"),
        ("t5-base --batch-per-gpu 0", "--batch-per-gpu: 0 is out of range"),
        ("t5-base --tokens 0", "--tokens: 0 is out of range"),
        ("t5-base --deadline-hours nan", "--deadline-hours: nan is out of range"),
        ("t5-base --method lora --rank 1000000000000000", "--rank: "),
        ("t5-base --precision fp16", "overflows in fp16 (t5-never-fp16)"),
        ("t5-base --gpu A100", "40 or 80 GB?"),
        ("t5-base --accelerator A100", "40 or 80 GB?"),
        ("t5-base --gpu B200", "GPU `B200` is not known"),
        ("t5-base --gpu L4 --gpus 12", "do not fill nodes of 8"),
        ("t5-base --gpu L4 --node g6.xlarge", "does not go with --node"),
        ("t5-base --workers 2", "add --node TYPE"),
        ("t5-base --gpus 2", "add --gpu KIND"),
        ("t5-base --node g5.xlrge", "did you mean: g5.xlarge, "),
        ("t5-base --node g5.xlarge --workers 0", "--workers: 0 is out of range"),
        ("t5-base --node r6id.2xlarge", "`r6id.2xlarge` has no GPU"),
        ("t5-base --method lorra", "'lorra' is not one of"),
        ("t5-base --offload optimizer --sharding ddp", "--offload: ddp sharding"),
        ("t5-base --plot x.pdf", "allowed: .svg, .html, .png"),
        ("t5-base --plot nowhere/x.svg", "there is no folder"),
        ("t5-base -e nowhere", "there is no environment `nowhere`"),
    ],
)
def test_wrong_use_is_one_clear_error(run: Runner, options: str, said: str) -> None:
    outcome = run("size", *options.split())

    assert outcome.status == 2
    assert said in outcome.err
    assert outcome.out == ""
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize("ending", [".svg", ".html"])
def test_a_picture(run: Runner, tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"memory{ending}"

    outcome = run("size", "t5-11b", "--plot", str(file))

    text = file.read_text()
    assert outcome.out.endswith(f"drawn in {file}\n")
    assert text.count("<svg ") == 1
    for word in ("weights", "safety margin", "needed", "L40S", "H100-80"):
        assert word in text


def test_a_png_without_its_package_says_what_to_install(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modelstacks.cli.plot.find_spec", lambda _name: None)

    outcome = run("size", "t5-base", "--plot", str(tmp_path / "memory.png"))

    assert outcome.status == 2
    assert "modelstacks[plot]" in outcome.err


CONFIG = {
    "model_type": "qwen2",
    "_name_or_path": "acme/Tiny-0.5B",
    "hidden_size": 896,
    "intermediate_size": 4864,
    "num_hidden_layers": 24,
    "num_attention_heads": 14,
    "num_key_value_heads": 2,
    "vocab_size": 151936,
    "tie_word_embeddings": True,
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config" / "environments").mkdir(parents=True)
    (tmp_path / "config.json").write_text(json.dumps(CONFIG))
    return tmp_path


def test_a_model_of_ones_own(run: Runner, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # given a project, when a config.json is added to it
    monkeypatch.chdir(project)
    added = run("model", "add", "config.json")

    # then it is known by name
    assert added.status == 0, added.err
    assert "tiny-0.5b: decoder-only, 494,032,768 parameters, 0.5B nominal" in added.out
    assert run("models", "tiny-0.5b", "--json").json["kv_bytes_per_token"] == 12288
    assert run("size", "tiny-0.5b", "--json").json["parameters"] == 494_032_768
    again = run("model", "add", "config.json")
    assert again.status == 2
    assert "--replace" in again.err
    assert run("model", "add", "config.json", "--replace").status == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is no JSON"),
        ("[]", "instead of an object"),
        ("[" * 100_000, "it is no JSON"),
        ("{}", "model_type: missing"),
        ('{"model_type": "mamba"}', "`mamba` is not supported"),
        (json.dumps({**CONFIG, "hidden_size": 10**40}), "hidden_size"),
        (json.dumps({**CONFIG, "num_hidden_layers": "many"}), "num_hidden_layers"),
        (json.dumps({**CONFIG, "_name_or_path": "../../etc"}), "tiny"),
        (" " * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_hostile_config_is_one_clear_error(
    run: Runner, project: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    monkeypatch.chdir(project)
    (project / "config.json").write_text(text)

    outcome = run("model", "add", "config.json")

    if said == "tiny":
        assert outcome.status == 0
        assert [file.name for file in (project / "config" / "models").iterdir()] == ["etc.json"]
        return
    assert outcome.status == 2
    assert said in outcome.err
    assert "Traceback" not in outcome.err
    assert not (project / "config" / "models").exists()


def test_a_name_that_we_ship_is_taken(
    run: Runner, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)

    outcome = run("model", "add", "config.json", "--name", "t5-base", "--replace")

    assert outcome.status == 2
    assert "there is a model `t5-base` already" in outcome.err


def test_a_broken_record_is_told(
    run: Runner, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    run("model", "add", "config.json")
    file = project / "config" / "models" / "tiny-0.5b.json"
    record = json.loads(file.read_text())
    file.write_text(json.dumps({**record, "parameters": 7}))

    outcome = run("size", "tiny-0.5b")

    assert outcome.status == 2
    assert "7 parameters, but the dimensions give 494,032,768" in outcome.err
