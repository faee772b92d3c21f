from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from governance import record_panels
        from members import panels as member_panels
        from unions import panels as union_panels

        member_panels.add(links=record_panels.links, section=record_panels.of_member)
        union_panels.add_section(record_panels.of_union)
