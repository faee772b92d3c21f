from django.apps import AppConfig


class InnovationConfig(AppConfig):
    """The workers' small inventions; its rooms are built by issue 5."""

    name = "innovation"
    verbose_name = "五小创新"
