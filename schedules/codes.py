"""Codes of the schedules the house ships; upper apps name a schedule by these."""

ROUND_THE_CLOCK = "round_the_clock"
TECHNICAL_SUPPORT = "technical_support"
HOTLINE = "hotline"
LEGAL_ADVICE = "legal_advice"
TATAR = "tatar"
BASHKIR = "bashkir"
SERVICE_DESK = "service_desk"
