"""会员花名册: people joining, and what changed about those who are members already."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from core import history
from core.sheets import Row, Table
from members.codes import LEAVINGS, End, Start
from members.imports import columns as sheet
from members.imports.identity import document, particulars
from members.imports.matching import Known, People
from members.imports.places import Places
from members.models import Member, Membership
from members.services import records
from members.services.tallies import Changes
from unions.codes import FEDERATIONS
from unions.imports import registry
from unions.imports.fields import same_month, stored_fields, take_over, value_of
from unions.imports.plan import ADDED, CHANGED, RowPlan
from unions.models import Union

# One wording for whoever is elsewhere or out of sight: a chair must not learn where.
ELSEWHERE = "该证件号码不能直接登记，请与镇总工会核对（可能需要办理转会）。"
_DONE = frozenset({"birth_date", "id_number"})  # cells judged together, not one by one


@dataclass
class Payload:
    member: Member
    membership: Membership
    union: Union
    new_member: bool = False
    new_membership: bool = False
    changed: list[str] = field(default_factory=list)
    new_employer: bool = False


class RosterImporter(registry.Importer):
    kind = "roster"
    label = "会员花名册"
    capability = "edit_member"
    help = (
        "一行一人，按证件号码对应已有会员；没有证件号码的须填写“无证原因”，按姓名、出生年月和所属工会对应。",
        "只改动表中有的列；空白单元格不会清除原有内容。所属工会、工作单位须是系统中已有的名称，不会自动新建。",
        "是否外来职工只按本列登记，不从户籍所在地推断。离会、转会请用《会员变动表》。",
    )
    choices = sheet.CHOICES
    is_merge: ClassVar[bool] = False  # days and names are meant as typed, not matched by
    columns = (*sheet.PERSON, *sheet.PLACE)

    def start(self, table: Table) -> None:
        super().start(table)
        self.person_fields = [name for name in sheet.PERSON_FIELDS if name in self.present]
        self.places = Places(self.by, self.context.union, self.context.day)
        self.changes = Changes()
        self.seen: dict[Any, int] = {}
        self.met: set[int] = set()  # people on record whom a row without a key meant
        self.rows = 0
        self.default_employer: int | None = None
        if "employer" not in self.present:
            self.default_employer = self.places.only_employer(self.context.union.pk)
            if self.default_employer:
                name = self.places.employers[self.default_employer].name
                self.plan.notes.append(f"表中没有“工作单位”列，新会员的工作单位登记为{name}。")

    # -- checking --------------------------------------------------------------------------

    def check(self, rows: list[Row]) -> list[RowPlan]:
        named = [(value_of(row, "full_name"), document(row)[1].value) for row in rows]
        self.people = People(
            [number for _, number in named if number],
            names=[name for name, number in named if name and not number],
            unnumbered=[name for name, number in named if name and number],
            union_ids=self.places.unions,
        )
        return [self.row(row) for row in rows]

    def row(self, row: Row) -> RowPlan:
        self.rows += 1
        plan = RowPlan(row.line, title=value_of(row, "full_name") or "（未填姓名）")
        plan.read(row.cells, self.labels, skip=_DONE)
        if not value_of(row, "full_name") and not row.cells["full_name"].error:
            plan.error(self.labels["full_name"], "请填写姓名。")
        values = particulars(plan, row, self.person_fields, self.labels)
        union = self._union(plan, row)
        employer = self._employer(plan, row)
        self._refuse_twice(plan, values, union)
        if plan.refused or union is None:
            return plan
        known = self._find(plan, values, union)
        if plan.refused:
            return plan
        if known:
            self.met.add(known.member.pk)
        self._place(plan, values, union, employer, known)
        return plan

    def _union(self, plan: RowPlan, row: Row) -> Union | None:
        label, home = self.labels.get("union", "所属工会"), self.context.union
        if name := value_of(row, "union"):
            union = self.places.union(self.places.names.get(name))
            if union is None:
                cure = "请核对名称，或先登记该工会（《工会组建情况》）再导入。"
                plan.error(label, self.places.names.miss("工会", name, cure), name)
            return union
        if home.kind not in FEDERATIONS:
            return home
        employer = self.places.employer_names.get(value_of(row, "employer") or "")
        union = self.places.union_covering(employer) if employer else None
        if union:
            plan.doubt(label, f"未填所属工会，按工作单位的覆盖关系归入“{union.name}”，请核对。")
        else:
            plan.error(label, "请填写所属工会；按工作单位也找不到覆盖它的工会。")
        return union

    def _employer(self, plan: RowPlan, row: Row) -> int | None:
        name = value_of(row, "employer")
        if not name:
            return None
        found = self.places.employer_names.get(name)
        if found is None:
            cure = "请核对名称，或由镇总工会先登记该企业（《企业名录》）再导入。"
            text = self.places.employer_names.miss("企业", name, cure)
            plan.error(self.labels["employer"], text, name)
        return found

    def _refuse_twice(self, plan: RowPlan, values: dict[str, Any], union: Union | None) -> None:
        number = values["id_number"]
        key = number or (values.get("full_name"), values.get("birth_date"), union and union.pk)
        if not number and not values.get("full_name"):
            return
        first = self.seen.setdefault(key, plan.line)
        if first != plan.line:
            label = self.labels.get("id_number" if number else "full_name", "证件号码")
            what = "证件号码" if number else "姓名、出生年月、所属工会"
            plan.error(label, f"{what}与第 {first} 行相同，请删去重复的一行或改正号码。")

    # -- who is meant ----------------------------------------------------------------------

    def _find(self, plan: RowPlan, values: dict[str, Any], union: Union) -> Known | None:
        number = values["id_number"]
        if known := self.people.by_number(number):
            return self._usable(plan, known, union)
        same = self.people.by_name(values["full_name"], values.get("birth_date"), union.pk)
        label = self.labels.get("id_number", "证件号码")
        unnumbered = [known for known in same if not known.member.id_number]
        if len(unnumbered) > 1:
            plan.error(
                label, "本工会有几位同名同生日且未登记证件号码的会员，请到会员页面逐一补登。"
            )
        elif unnumbered:
            if number:
                plan.doubt(label, "对应到本工会一位未登记证件号码的同名会员，将补登号码，请核对。")
            return unnumbered[0]
        elif not number and same:
            plan.error(label, "本工会已有同名同生日的会员登记了证件号码，请填写证件号码后再导入。")
        elif not number and not values.get("id_missing_reason"):
            plan.error(label, "请填写证件号码；确实没有的，请增加“无证原因”一列写明原因。")
        return None

    def _usable(self, plan: RowPlan, known: Known, union: Union) -> Known | None:
        """Somebody on record with this number: a member here, one who left, or out of reach."""
        label, current = self.labels.get("id_number", "证件号码"), known.current
        visible = known.seen_from(self.places.visible_ids) if known.periods else self.scope.sees_all
        if not visible:
            plan.error(label, ELSEWHERE)
        elif current and current.union_id != union.pk:
            place = self.places.union(current.union_id)
            if place is None or not self.scope.is_staff:
                plan.error(label, ELSEWHERE)
            else:
                plan.error(
                    label,
                    f"此人现在是“{place.name}”的会员，不能重复入会；确已调动的，"
                    "请办理转会（会员页面“转会”或《会员变动表》），或改正本行的所属工会。",
                )
        return None if plan.refused else known

    # -- what is to be written -------------------------------------------------------------

    def _place(
        self,
        plan: RowPlan,
        values: dict[str, Any],
        union: Union,
        employer: int | None,
        known: Known | None,
    ) -> None:
        if known and known.current:
            self._update(plan, values, union, employer, known)
            return
        member = known.member if known else Member()
        joined = values.get("first_joined_on")
        since = self._first_day(plan, joined, union, known)
        if plan.refused:
            return
        if known:
            values.pop("first_joined_on", None)  # 一次入会: the first joining day stays
            changed = take_over(plan, member, values, self.labels)
        else:
            changed = []
            for name, value in values.items():
                if value not in ("", None):
                    setattr(member, name, value)
        employer = employer or self.default_employer
        membership = Membership(
            union=union, employer_id=employer, since=since, start_kind=Start.JOIN,
            reason="重新入会" if known else "",
        )  # fmt: skip
        payload = Payload(member, membership, union, known is None, True, changed)
        self._judge_employer(plan, payload, since)
        self._prepare(plan, payload)
        if not plan.refused:
            plan.outcome, plan.payload = ADDED, payload
            plan.summary = self._summary(payload)

    def _first_day(
        self, plan: RowPlan, joined: date | None, union: Union, known: Known | None
    ) -> date:
        label, today = self.labels.get("first_joined_on", "入会时间"), self.context.day
        if joined is None:
            plan.error(label, "请填写入会时间。")
            return today
        since = max(joined, union.founded_on)
        if joined > today:
            plan.error(label, "入会时间晚于今天，请核对。", joined)
        elif union.dissolved_on and since >= union.dissolved_on:
            plan.error(
                label, f"{union.name}已于 {union.dissolved_on} 撤销，不能再登记入会。", joined
            )
        elif known and known.periods:
            self._rejoin(plan, label, known, joined)
        elif since > joined:
            plan.doubt(
                label,
                f"早于{union.name}的建会日期 {union.founded_on}：入会时间照填，"
                "会籍自建会之日起算；写错的请改正。",
                joined,
            )
        return since

    def _rejoin(self, plan: RowPlan, label: str, known: Known, joined: date) -> None:
        last = max(known.periods, key=lambda period: period.until)
        kind = End(last.end_kind).label
        if last.end_kind == End.DECEASED:
            plan.error(label, "此人已登记为死亡，请核对证件号码。")
        elif joined < last.until:
            plan.error(
                label,
                f"此人已于 {last.until} {kind}。确属重新入会的，入会时间请填写重新入会的日期"
                f"（不早于 {last.until}）；否则请删去本行。",
                joined,
            )
        elif last.end_kind in LEAVINGS:
            plan.doubt(
                label,
                f"此人曾于 {last.until} {kind}，按重新入会登记新的一段会籍，首次入会日期不变。",
            )

    def _update(
        self,
        plan: RowPlan,
        values: dict[str, Any],
        union: Union,
        employer: int | None,
        known: Known,
    ) -> None:
        member, membership = known.member, known.current
        assert membership is not None  # noqa: S101
        membership.union = union
        if not self.is_merge:
            self._forgive_months(plan, values, member)
        joined = values.get("first_joined_on")
        if joined and joined > self.context.day:
            plan.error(self.labels["first_joined_on"], "入会时间晚于今天，请核对。", joined)
        payload = Payload(member, membership, union)
        payload.changed = take_over(plan, member, values, self.labels)
        if employer and employer != membership.employer_id:
            old = self.places.employers.get(membership.employer_id or 0)
            new = self.places.employers[employer]
            plan.change(self.labels["employer"], old.name if old else "", new.name)
            membership.employer_id, payload.new_employer = employer, True
            self._judge_employer(plan, payload, self.context.day)
        if payload.changed or payload.new_employer:
            self._prepare(plan, payload)
            plan.outcome, plan.payload = (plan.outcome if plan.refused else CHANGED), payload

    def _forgive_months(self, plan: RowPlan, values: dict[str, Any], member: Member) -> None:
        """A month alone agrees with any day of it; another name on a number is worth a look."""
        joined, born = values.get("first_joined_on"), values.get("birth_date")
        if joined and joined.day == 1 and same_month(joined, member.first_joined_on):
            values.pop("first_joined_on")
        if born and not values["id_number"] and same_month(born, member.birth_date):
            values.pop("birth_date")
        if member.full_name != values["full_name"]:
            plan.doubt(self.labels["full_name"], "与该证件号码登记的姓名不同，请核对是否填错号码。")

    def _judge_employer(self, plan: RowPlan, payload: Payload, day: date) -> None:
        union, employer = payload.union, payload.membership.employer_id
        label = self.labels.get("employer", "工作单位")
        if employer is None and union.kind not in FEDERATIONS:
            plan.doubt(label, "未填工作单位，资料列为不完整，请补登。")
        elif employer and not self.places.covers(union.pk, employer, day):
            name = self.places.employers[employer].name
            plan.doubt(label, f"{name}目前不由{union.name}覆盖，请核对单位或工会。", name)

    def _prepare(self, plan: RowPlan, payload: Payload) -> None:
        """records.prepare without full_clean: the columns' cleaners have done that part."""
        member = payload.member
        records.derive(member)
        for name, problem in records.contradictions(member).items():
            plan.error(
                self.labels.get(name, str(Member._meta.get_field(name).verbose_name)), problem
            )
        member.defects = records.defects_of(member, payload.membership)

    def _summary(self, payload: Payload) -> str:
        member = payload.member
        employer = self.places.employers.get(payload.membership.employer_id or 0)
        parts = [
            member.get_sex_display(), member.birth_date, member.masked_id, payload.union.name,
            employer.name if employer else "", f"会籍自 {payload.membership.since}",
        ]  # fmt: skip
        return " · ".join(str(part) for part in parts if part)

    # -- writing ---------------------------------------------------------------------------

    def apply(self, plans: list[RowPlan]) -> None:
        payloads: list[Payload] = [plan.payload for plan in plans if plan.payload]
        reason = f"导入{self.label}"
        new = [payload.member for payload in payloads if payload.new_member]
        history.bulk_save(new, by=self.by, reason=reason)
        changed = [
            p.member for p in payloads if not p.new_member and (p.changed or p.new_membership)
        ]
        history.bulk_save(changed, by=self.by, reason=reason, update_fields=stored_fields(Member))
        joined = []
        for payload in payloads:
            if payload.new_membership:
                payload.membership.member = payload.member
                joined.append(payload.membership)
                self.changes.opened(payload.membership, payload.union.path)
        history.bulk_save(joined, by=self.by, reason=reason)
        moved = [payload.membership for payload in payloads if payload.new_employer]
        history.bulk_save(moved, by=self.by, reason=reason, update_fields=["employer"])

    def finish(self) -> list[RowPlan]:
        self.changes.write()
        return []

    def totals(self) -> dict[str, Any]:
        return {"": self.rows}
