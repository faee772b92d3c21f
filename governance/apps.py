from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from governance import clocks, election_panel, meeting_panels, office_panels, record_panels
        from members import panels as member_panels
        from unions import duties, panels

        for source in (office_panels, election_panel, meeting_panels, record_panels):
            panels.add_section(source.of_union)
        for source in (office_panels, record_panels):
            member_panels.add(links=source.links, section=source.of_member)
        duties.add(*clocks.CLOCKS)
