"""The ground of a drill, laid in a process of its own: `python -m tests.drills.ground <rows>`.

Prints as JSON the account of a clerk and two checked batches, a long and a short one.
"""

import datetime
import json
import sys
from typing import Any

SHORT = 200
ALREADY = 40  # members before anything is imported


def main(rows: int) -> None:
    import django

    django.setup()
    from tests.factories import people

    federation = people.federation()
    clerk = people.sign_in("clerk", "经办员", federation, "clerk")
    unit = people.unit(federation, "淳安甲纺织工会委员会", "淳安甲纺织有限公司")
    for number in range(ALREADY):
        people.member(unit, f"老会员{'甲乙丙丁戊己庚辛壬癸'[number % 10]}")
    told = {
        "password": clerk.test_password,
        "long": _batch(unit, rows, clerk),
        "short": _batch(unit, SHORT, clerk),
    }
    sys.stdout.write(json.dumps(told) + "\n")


def _batch(unit: Any, rows: int, clerk: Any) -> int:
    from tests.core import sheet_files
    from tests.factories import people
    from unions.imports import engine

    birth = datetime.date(1970, 1, 1)
    lines = [["姓名", "身份证号码", "工作单位", "入会时间", "联系电话"]]
    for number in range(rows):
        day = birth + datetime.timedelta(days=number)
        phone = f"138{number:08d}"
        lines.append(["沈建国", people.id_number(day), "淳安甲纺织有限公司", "2016-09-08", phone])
    content = sheet_files.xlsx(lines)
    batch = engine.upload(content, f"{rows}行.xlsx", "roster", unit, by=clerk, options={})
    assert engine.run(batch, by=clerk).counts["added"] == rows
    return batch.pk


if __name__ == "__main__":
    main(int(sys.argv[1]))
