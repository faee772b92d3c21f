from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "基础"

    def ready(self) -> None:
        from core import guards, lookups  # noqa: F401 - registers the lookup

        # The last receiver of the last app: SQLite rebuilds tables in migrations and drops
        # their triggers with them, so the guards are laid anew after each migrate.
        post_migrate.connect(guards.install_after_migrate, dispatch_uid="core.guards")
