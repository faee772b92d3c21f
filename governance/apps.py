from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"

    def ready(self) -> None:
        from governance import election_panel
        from unions import panels

        panels.add_section(election_panel.of_union)
