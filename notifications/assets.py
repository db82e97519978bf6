"""Stylesheets, drawings and fonts of the documents, by name. Nothing else can be loaded into a document."""

from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"
WATERMARK = "watermark.svg"
FONTS = {
    "source-sans-3.ttf": ("fontpkg_source_sans_3", "SourceSans3[wght].ttf"),
    "source-serif-4.ttf": ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"),
}
MEDIA_TYPES = {".css": "text/css", ".svg": "image/svg+xml", ".ttf": "font/ttf"}


def templates_folder() -> Path:
    """The checkout's templates, else those packed into the wheel."""
    root = Path(__file__).resolve().parent.parent
    checkout = root / "templates"
    return checkout if (checkout / "documents").is_dir() else root / "incident" / "_templates"


def names() -> frozenset[str]:
    """Every stylesheet and drawing, without the fonts and the watermark."""
    return frozenset(path.name for path in (templates_folder() / "documents" / "assets").iterdir())


def read(name: str) -> bytes:
    """One stylesheet, drawing or font by its bare name.

    Raises:
        FileNotFoundError: there is none of that name; a path is never followed.
    """
    if name in FONTS:
        package, file = FONTS[name]
        return files(package).joinpath("files", file).read_bytes()
    if name not in names():
        raise FileNotFoundError(f"There is no document asset “{name}”.")
    return (templates_folder() / "documents" / "assets" / name).read_bytes()


def watermark(word: str) -> bytes:
    """One word across the page in 8 % grey; it is drawn behind the text and never read aloud."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 210 297"><g transform="translate(111 163) rotate(-52)">'
        '<text text-anchor="middle" font-family="Source Sans 3, Noto Sans, Noto Sans Arabic" font-weight="600" '
        f'font-size="54" letter-spacing="3" fill="#e9ecee">{escape(word)}</text></g></svg>'
    ).encode()


class AssetFetcher(URLFetcher):  # type: ignore[misc]
    """Gives the layout engine our own assets and refuses every other address: http, file, data, anything."""

    def __init__(self, watermark_word: str) -> None:
        super().__init__(allowed_protocols=["asset"], allow_redirects=False)
        self._word = watermark_word

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The asset behind `asset:<name>`; raises ValueError for any other address."""
        if not url.startswith(SCHEME):
            raise ValueError("a document may only use its own assets")
        name = url.removeprefix(SCHEME)
        content = watermark(self._word) if name == WATERMARK else read(name)
        return URLFetcherResponse(url, content, {"Content-Type": MEDIA_TYPES[Path(name).suffix]})
