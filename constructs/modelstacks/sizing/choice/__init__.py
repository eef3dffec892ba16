"""From a model and a task to the nodes that hold it, the cheapest first."""

from modelstacks.sizing.choice.answer import Answer, TierAnswer
from modelstacks.sizing.choice.candidate import Candidate
from modelstacks.sizing.choice.choose import choose
from modelstacks.sizing.choice.request import Asked, Request, Task

__all__ = ["Answer", "Asked", "Candidate", "Request", "Task", "TierAnswer", "choose"]
