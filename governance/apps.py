from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from governance import meeting_panels, office_panels
        from members import panels as member_panels
        from unions import panels

        for source in (office_panels.of_union, meeting_panels.of_union):
            panels.add_section(source)
        member_panels.add(links=office_panels.links, section=office_panels.of_member)
