from django.apps import AppConfig


class InnovationConfig(AppConfig):
    """五小 and rationalisation proposals, from an idea on a phone to award and promotion."""

    name = "innovation"
    verbose_name = "五小创新"

    def ready(self) -> None:
        from innovation import clocks, entry_panels, found, studio_clocks
        from innovation.imports.old_entries import EntriesImporter
        from members import panels as member_panels
        from unions import duties, finding, panels
        from unions.imports import registry

        registry.register(EntriesImporter)
        finding.add(40, found.entries)
        panels.add_section(entry_panels.of_union)
        member_panels.add(section=entry_panels.of_member)
        duties.add(*clocks.CLOCKS, *studio_clocks.CLOCKS)
