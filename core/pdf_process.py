"""The child process that sets one PDF: JSON on standard input, the file on standard output.

Argument: the folder of the template (main.typ) and its pictures. Returns 3 where no font of this
machine has Chinese.
"""

import json
import sys
from pathlib import Path
from typing import Any

import typst

# Each name of core/papers.py: the fonts that may stand for it, the best first.
_NOTO_SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN")
_NOTO_SANS = ("Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "WenQuanYi Micro Hei")
STAND_FOR = {
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", *_NOTO_SERIF, *_NOTO_SANS),
    "仿宋_GB2312": ("FangSong_GB2312", "FangSong", *_NOTO_SERIF, *_NOTO_SANS),
    "楷体_GB2312": ("KaiTi_GB2312", "KaiTi", "AR PL KaitiM GB", *_NOTO_SERIF, *_NOTO_SANS),
    "黑体": ("SimHei", *_NOTO_SANS, *_NOTO_SERIF),
    "宋体": ("SimSun", *_NOTO_SERIF, *_NOTO_SANS),
}
NO_FONT = 3


def main(folder: str) -> int:
    installed = typst.Fonts()
    families = set(installed.families())
    fonts = {
        name: [family for family in wanted if family in families]
        for name, wanted in STAND_FOR.items()
    }
    if not all(fonts.values()):
        return NO_FONT
    told = {**json.load(sys.stdin), "fonts": fonts}
    try:
        made = _set(folder, installed, told)
    except typst.TypstError:
        made = _set(folder, installed, _without_broken_pictures(folder, told))
    sys.stdout.buffer.write(made)
    return 0


def _set(folder: str, fonts: typst.Fonts, told: dict[str, Any]) -> bytes:
    source = f"{folder}/main.typ"
    inputs = {"told": json.dumps(told)}
    return typst.compile(source, root=folder, font_paths=fonts, format="pdf", sys_inputs=inputs)


def _without_broken_pictures(folder: str, told: dict[str, Any]) -> dict[str, Any]:
    """One picture that does not open keeps no paper back: a line stands in its place."""
    parts = [
        part if part["kind"] != "picture" or _opens(folder, part) else {"kind": "lost"}
        for part in told.get("parts", ())
    ]
    return {**told, "parts": parts}


def _opens(folder: str, part: dict[str, Any]) -> bool:
    alone = Path(folder) / "alone.typ"
    alone.write_text(f'#image("{part["file"]}", format: "{part["format"]}")')
    try:
        typst.compile(alone, root=alone.parent, format="pdf")
    except typst.TypstError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
