from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """What the federation tells others: the shelf, the quarterly report, yearly statistics."""

    name = "reporting"
    verbose_name = "统计与汇报"

    def ready(self) -> None:
        from reporting import clocks
        from unions import duties

        duties.add(*clocks.CLOCKS)
        duties.settle("party_report", clocks.PARTY_REPORT)
