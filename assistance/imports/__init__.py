"""Sheets of aid: the ledger of payouts made before this system."""
