from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Union life: offices and elections, meetings, deadlines, regulations, activities, honours."""

    name = "governance"
    verbose_name = "组织建设"
