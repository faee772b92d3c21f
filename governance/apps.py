from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from governance import (
            check_clocks,
            check_panel,
            clocks,
            election_panel,
            found,
            meeting_panels,
            office_panels,
            record_panels,
        )
        from members import panels as member_panels
        from unions import duties, finding, panels

        for source in (office_panels, election_panel, meeting_panels, check_panel, record_panels):
            panels.add_section(source.of_union)
        for source in (office_panels, record_panels):
            member_panels.add(links=source.links, section=source.of_member)
        duties.add(*clocks.CLOCKS, *check_clocks.CLOCKS)
        finding.add(30, found.meetings)
        finding.add(31, found.elections)
