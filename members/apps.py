from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "会员会籍"

    def ready(self) -> None:
        from members.services import figures
        from unions import panels

        panels.add(figures.of_union)
