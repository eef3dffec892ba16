"""Hardware and platform rules that nothing overrides: each with id, reason and source."""

from modelstacks.sizing.hardware.rule import Broken, HardwareRule, hardware_rules, rule

__all__ = ["Broken", "HardwareRule", "hardware_rules", "rule"]
