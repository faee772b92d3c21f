"""Sheets of people: the roster, the changes of membership, the workbook that comes back."""
