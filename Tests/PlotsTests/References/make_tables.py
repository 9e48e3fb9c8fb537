"""Writes the two tables that Sources/Plots keeps: the advance widths of DejaVu Sans and the colour maps.

    python3 make_tables.py widths    the rows of Sources/Plots/Text/DejaVuSans.swift
    python3 make_tables.py colors    the rows of Sources/Plots/Color/ColorMap+Tables.swift

Needs fonttools and matplotlib, and Debian's fonts-dejavu-core.
"""
import sys

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
RANGES = [(0x20, 0x17F), (0x370, 0x45F), (0x2000, 0x22FF), (0x25A0, 0x25FF)]
MAPS = ["viridis", "magma"]


def lines(text, indent, width=84):
    """A multi-line Swift string literal without line breaks in its value."""
    rows = [text[i : i + width] for i in range(0, len(text), width)]
    return indent + '"""\n' + "\\\n".join(indent + row for row in rows) + "\n" + indent + '"""'


def widths():
    """Three hexadecimal digits a character: its advance in 1/2048 em; fff where the font lacks it."""
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    cmap, metrics = font.getBestCmap(), font["hmtx"]
    for first, last in RANGES:
        advances = [metrics[cmap[c]][0] if c in cmap else 0xFFF for c in range(first, last + 1)]
        print(f"first: 0x{first:04X}, last: 0x{last:04X}")
        print(lines("".join(f"{a:03x}" for a in advances), "        "))


def colors():
    """Six hexadecimal digits a colour: sRGB rounded to bytes, 256 colours a map."""
    import matplotlib

    for name in MAPS:
        table = matplotlib.colormaps[name].colors
        print(name)
        print(lines("".join("".join(f"{round(c * 255):02x}" for c in rgb) for rgb in table), "    "))


if __name__ == "__main__":
    {"widths": widths, "colors": colors}[sys.argv[1]]()
