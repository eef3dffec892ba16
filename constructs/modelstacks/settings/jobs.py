"""How jobs run: settings of `fine_tune` and `batch_inference` apart from what they compute."""

from modelstacks.frozen import frozen


@frozen
class Schedule:
    """When a job starts by itself."""

    cron: str
    """Quartz expression: seconds, minutes, hours, day of month, month, day of week, year."""

    timezone: str = "UTC"
    """Name in the tz database, such as `Europe/Berlin`."""

    paused: bool = False
    """Whether it is kept but starts nothing."""
