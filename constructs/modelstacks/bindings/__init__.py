"""The one place that imports provider bindings, lazily."""
