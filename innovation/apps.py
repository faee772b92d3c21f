from django.apps import AppConfig


class InnovationConfig(AppConfig):
    """五小 and rationalisation proposals, from an idea on a phone to award and promotion."""

    name = "innovation"
    verbose_name = "五小创新"

    def ready(self) -> None:
        from innovation.imports.old_entries import EntriesImporter
        from unions.imports import registry

        registry.register(EntriesImporter)
