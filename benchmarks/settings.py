"""The product's own settings; only the root of the URLs differs."""

from linqi_union.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
