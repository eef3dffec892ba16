"""The sandbox's AWS half: moto's backends behind a door of ours, on a loopback port.

request.py      one call, as it came: service, operation, account, region
operations.py   the name of a call, and whether it only reads
app.py          the door: who comes in, what goes wrong on the way, one call at a time
machine.py      moto itself: the same call makes the same ids, and a restart repeats the journal
journal.py      what was changed, in `.sandbox/aws-journal.jsonl`
seeds.py        the VPCs of `local.yaml`, and their ids
inventory.py    what exists
client.py       boto3 clients that lead here

moto takes more than a second to load, so nothing here imports it before the first call.
"""
