from django.apps import AppConfig


class AssistanceConfig(AppConfig):
    """The money and the rights cases; its rooms are built by issue 3."""

    name = "assistance"
    verbose_name = "帮扶救助"

    def ready(self) -> None:
        from assistance import clocks, document_panel, file_page, found, payout_panels
        from assistance.imports.aid_ledger import LedgerImporter
        from assistance.imports.aid_lines import LinesImporter
        from assistance.imports.bank_return import BankReturnImporter
        from members import panels
        from unions import duties, finding
        from unions.imports import registry

        for importer in (LedgerImporter, LinesImporter, BankReturnImporter):
            registry.register(importer)
        file_page.PANELS += [payout_panels.of_file, document_panel.panel]
        panels.add(links=payout_panels.links, section=payout_panels.of_member)
        duties.add(*clocks.CLOCKS)
        finding.add(0, found.numbered)
