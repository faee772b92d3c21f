from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        from unions.imports import registry
        from unions.imports.enterprises import EnterpriseImporter
        from unions.imports.unions import UnionImporter

        registry.register(EnterpriseImporter)
        registry.register(UnionImporter)
