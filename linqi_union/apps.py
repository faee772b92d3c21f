from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class HouseConfig(AppConfig):
    """The assembly: home page, search, audit pages, sample, and the commands over all rooms."""

    name = "linqi_union"
    verbose_name = "工作平台"

    def ready(self) -> None:
        from linqi_union import aid_mark as _registers  # noqa: F401
        from linqi_union.sample import township
        from reporting import shelf

        book = shelf.Book(
            "公布数字核对", "published_figures", "2016年9月报道的数字，逐项与记录核对",
            needs=shelf.STAFF,
        )  # fmt: skip
        shelf.add("组织", book, lambda scope: scope.sees_all and township.is_loaded())


class HouseAdminConfig(SimpleAdminConfig):
    default_site = "linqi_union.admin_site.HouseAdminSite"
