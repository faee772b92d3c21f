from assistance.models.applications import (
    Application,
    Countersign,
    Line,
    Part,
    Relation,
)
from assistance.models.cases import CaseHolding, CaseStep, RightsCase, Takeover
from assistance.models.documents import Document
from assistance.models.files import CategoryPeriod, FamilyPerson, FileCheck, HardshipFile
from assistance.models.funds import Fund, FundEntry
from assistance.models.notices import Notice, NoticeEntry, Objection
from assistance.models.payments import Payment, PaymentBatch, PaymentOutcome
from assistance.models.programmes import Ceiling, Programme

__all__ = [
    "Application",
    "CaseHolding",
    "CaseStep",
    "CategoryPeriod",
    "Ceiling",
    "Countersign",
    "Document",
    "FamilyPerson",
    "FileCheck",
    "Fund",
    "FundEntry",
    "HardshipFile",
    "Line",
    "Notice",
    "NoticeEntry",
    "Objection",
    "Part",
    "Payment",
    "PaymentBatch",
    "PaymentOutcome",
    "Programme",
    "Relation",
    "RightsCase",
    "Takeover",
]
