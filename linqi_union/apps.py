from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class HouseConfig(AppConfig):
    """The assembly: home page, search, audit pages, sample, and the commands over all rooms."""

    name = "linqi_union"
    verbose_name = "工作平台"


class HouseAdminConfig(SimpleAdminConfig):
    default_site = "linqi_union.admin_site.HouseAdminSite"
