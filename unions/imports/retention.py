"""Uploads are kept no longer than they are needed (PIPL art. 19)."""

import datetime

from django.db import transaction

from unions.models import ImportBatch

_OPEN = (ImportBatch.Status.UPLOADED, ImportBatch.Status.CHECKED)


@transaction.atomic
def purge(before: datetime.datetime) -> int:
    """Empty files and findings of batches uploaded before that moment; open ones are discarded."""
    stale = ImportBatch.objects.select_for_update().filter(created_at__lt=before)
    number = 0
    for batch in stale.defer("upload", "findings").iterator():
        if batch.status in _OPEN:
            batch.status = ImportBatch.Status.DISCARDED
        batch.upload = batch.findings = b""
        batch.save(update_fields=["status", "upload", "findings"])
        number += 1
    return number
