"""From a model and a task to the nodes that hold it, the cheapest first.

`choose` answers a `Request`. Its parts are imported by those who need one alone: planning a family
judges nodes, and has no use for rankings and explanations.
"""
