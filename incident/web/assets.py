"""Stylesheet, scripts and faces, served by the application under an address that changes with their content."""

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, abort, url_for
from werkzeug.wrappers import Response

FOLDER = Path(__file__).parent / "static"
FACES = {
    "fonts/source-sans-3.ttf": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
    "fonts/source-serif-4.ttf": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
}
TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
         ".ttf": "font/ttf"}  # fmt: skip
bp = Blueprint("assets", __name__)


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(FOLDER).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def url(name: str) -> str:
    """The address of one file; it changes with the content, so that browsers may keep it for ever."""
    return url_for("assets.serve", digest=_digest(), name=name)


@bp.get("/static/<digest>/<path:name>")
def serve(digest: str, name: str) -> Response:
    """The bytes of one file; nothing outside the folder and the two faces can be asked for."""
    content = _read(name)
    if content is None:
        abort(404)
    response = Response(content, content_type=TYPES[Path(name).suffix])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if digest == _digest() else "no-cache"
    return response


serve.for_anybody = True  # type: ignore[attr-defined]


def _read(name: str) -> bytes | None:
    if name in FACES:
        package, file = FACES[name]
        return files(package).joinpath("files", file).read_bytes()
    known = {path.relative_to(FOLDER).as_posix(): path for path in FOLDER.rglob("*") if path.suffix in TYPES}
    return known[name].read_bytes() if name in known else None
