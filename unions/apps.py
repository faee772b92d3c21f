from django.apps import AppConfig


class UnionsConfig(AppConfig):
    name = "unions"
    verbose_name = "工会组织"

    def ready(self) -> None:
        from unions import finding
        from unions.imports import registry
        from unions.imports.enterprises import EnterpriseImporter
        from unions.imports.unions import UnionImporter

        registry.register(EnterpriseImporter)
        registry.register(UnionImporter)
        finding.add(20, finding.unions)
        finding.add(21, finding.enterprises)
