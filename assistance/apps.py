from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The money and the rights cases; its rooms are built by issue 3."""

    name = "assistance"
    verbose_name = "帮扶救助"
