"""usage: build_wheel.py FOLDER

Builds the wheel of package/ into FOLDER with nothing but Python: a wheel is a zip file with four small texts beside the
package. The same sources give the same bytes.
"""
import base64
import hashlib
import pathlib
import sys
import zipfile

NAME, VERSION = "station_stats", "1.0.0"
INFO = f"{NAME}-{VERSION}.dist-info"
TEXTS = {
    "METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: {VERSION}\nSummary: Statistics of radio stations\n",
    "WHEEL": "Wheel-Version: 1.0\nGenerator: build_wheel\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "entry_points.txt": "[console_scripts]\nstation-stats = station_stats.main:main\n",
}


def files_of_package():
    package = pathlib.Path(__file__).parent / "package"
    for path in sorted(package.rglob("*.py")):
        yield path.relative_to(package).as_posix(), path.read_bytes()


def record_line(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


def main(folder):
    files = dict(files_of_package())
    files.update((f"{INFO}/{name}", text.encode()) for name, text in TEXTS.items())
    record = "".join(record_line(name, content) for name, content in files.items()) + f"{INFO}/RECORD,,\n"
    files[f"{INFO}/RECORD"] = record.encode()
    target = pathlib.Path(folder) / f"{NAME}-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in files.items():
            wheel.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)


if __name__ == "__main__":
    main(sys.argv[1])
