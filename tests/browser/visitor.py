"""A person at a browser: the few things everybody does, in the words of the screen."""

import io
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
from playwright.sync_api import BrowserContext, Locator, expect

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONG_WORK = 240_000  # ms; a roster of a thousand on a slow machine


class Visitor:
    def __init__(self, context: BrowserContext, screenshots: Path, test: str) -> None:
        self.context, self.page = context, context.new_page()
        self.complaints: list[str] = []
        self._screenshots, self._test = screenshots, re.sub(r"[^\w-]+", "_", test)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.page.on("response", self._judge)

    def _hear(self, message: Any) -> None:
        # A page that is refused on purpose says so here too; _judge looks at what it loads.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _judge(self, response: Any) -> None:
        if response.status >= 500 or (
            response.status >= 400 and response.request.resource_type != "document"
        ):
            self.complaints.append(f"{response.status} {response.url}")

    # -- going about ---------------------------------------------------------------------------
    def sign_in(self, username: str, password: str) -> "Visitor":
        self.open("/accounts/login/")
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.press("登录")
        return self

    def open(self, path: str, status: int = 200) -> "Visitor":
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        self.fits()
        return self

    def press(self, name: str, exact: bool = True) -> "Visitor":
        self.main.get_by_role("button", name=name, exact=exact).click()
        self.page.wait_for_load_state()
        self.fits()
        return self

    def follow(self, name: str, exact: bool = True) -> "Visitor":
        self.main.get_by_role("link", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        self.fits()
        return self

    def search(self, text: str) -> "Visitor":
        """Search from the head of the page; what was typed must not be in the address."""
        self.page.get_by_label("查找", exact=True).first.fill(text)
        self.page.get_by_role("button", name="查找", exact=True).click()
        self.page.wait_for_url("**/reports/search/?find=*")
        assert text not in unquote(self.page.url)
        self.fits()
        return self

    def fits(self) -> None:
        """Nothing is wider than the window."""
        assert not self.overflow, self.overflow

    @property
    def overflow(self) -> str:
        """What is wider than the window, or nothing."""
        width = self.page.evaluate("document.documentElement.scrollWidth")
        shown = self.page.viewport_size["width"]  # type: ignore[index]
        return f"{self.page.url} is {width} wide on {shown}" if width > shown else ""

    def shot(self, name: str) -> None:
        self._screenshots.mkdir(exist_ok=True)
        self.page.screenshot(path=self._screenshots / f"{self._test}-{name}.png", full_page=True)

    # -- looking -------------------------------------------------------------------------------
    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    def sees(self, text: str) -> "Visitor":
        expect(self.main).to_contain_text(text)
        return self

    def sees_not(self, text: str) -> "Visitor":
        expect(self.main).not_to_contain_text(text)
        return self

    @property
    def count(self) -> str:
        """The number above a list: 共 49 条."""
        return self.page.locator(".count-text b").inner_text()

    @property
    def rows(self) -> list[list[str]]:
        """The cells of the list on this page, as shown."""
        return self.page.eval_on_selector_all(
            "table.list tbody tr",
            "rows => rows.map(r => [...r.cells].map(c => c.innerText.trim()))",
        )

    @property
    def names(self) -> list[str]:
        return [row[0] for row in self.rows]

    def figures(self) -> dict[str, str]:
        """The desk's figures: 会员 -> 1,017人."""
        pairs = self.page.eval_on_selector_all(
            ".figure",
            "all => all.map(f => [f.querySelector('.figure-label').innerText,"
            " f.querySelector('.figure-value').innerText])",
        )
        return dict(pairs)

    # -- files ---------------------------------------------------------------------------------
    def download(self, button: str) -> bytes:
        with self.page.expect_download() as waiting:
            self.main.get_by_role("button", name=button, exact=False).first.click()
        return Path(waiting.value.path()).read_bytes()

    def upload(self, content: bytes, filename: str, kind: str = "", union: str = "") -> "Visitor":
        """Choose the file, wait for the check; leaves on the preview."""
        self.open("/unions/imports/new/")
        self.page.get_by_label("表格文件").set_input_files(
            {"name": filename, "mimeType": XLSX, "buffer": content}
        )
        if kind:
            self.page.get_by_label(kind, exact=True).check()
        if union:
            self.page.get_by_label("登记到").select_option(label=union)
        self.press("上传并核对")
        expect(self.page.locator("#confirm")).to_be_visible(timeout=LONG_WORK)
        self.fits()
        return self

    def confirm(self, button: str = "确认导入") -> "Visitor":
        self.main.get_by_role("button", name=button, exact=False).click()
        expect(self.page.locator(".notice.ok").first).to_be_visible(timeout=LONG_WORK)
        return self

    @property
    def outcome(self) -> dict[str, int]:
        """The preview's counts: 新增 -> 1017."""
        text = self.page.locator("section[aria-labelledby=confirm] p").first.inner_text()
        return {word: int(n.replace(",", "")) for word, n in re.findall(r"(\w+) ([0-9,]+)", text)}


def workbook(content: bytes) -> list[list[Any]]:
    """The cells of the first sheet; a formula fails."""
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return rows
