from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "会员会籍"

    def ready(self) -> None:
        from members.imports.roster import RosterImporter
        from members.services import figures
        from unions import panels
        from unions.imports import registry

        registry.register(RosterImporter)
        panels.add(figures.of_union)
