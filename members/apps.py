from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "会员会籍"

    def ready(self) -> None:
        from members import clocks, found
        from members.imports.changes import ChangesImporter
        from members.imports.roster import RosterImporter
        from members.imports.roundtrip import RoundtripImporter
        from members.services import figures
        from unions import duties, finding, panels
        from unions.imports import registry

        for importer in (RosterImporter, ChangesImporter, RoundtripImporter):
            registry.register(importer)
        panels.add(figures.of_union)
        duties.add(*clocks.CLOCKS)
        finding.add(10, found.members)
