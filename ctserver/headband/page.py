"""The page: it asks for nothing more, as the credentials of the link that opened it are good for once.

It comes in pieces, so that it is there at once, though some of its pictures may have to be drawn first.
"""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape

from ctserver.auth.service import Account
from ctserver.cameras.catalogue import Camera, Rights
from ctserver.cameras.pictures import thumbnail
from ctserver.http.messages import text
from ctserver.installation.service import SiteFacts

LEVELS = {
    "admin": "headband.admin",
    "protection": "headband.protection",
    "consult": "headband.consult",
    "monitor": "headband.monitor",
}
STYLE = """
:root{color-scheme:light dark;--back:#f4f5f7;--card:#fff;--ink:#1c2330;--dim:#667085;--line:#d9dde5;--band:#16324f}
@media(prefers-color-scheme:dark){:root{--back:#12161c;--card:#1b212a;--ink:#e8ecf2;--dim:#97a1b1;--line:#2c3542}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:15px/1.45 system-ui,sans-serif}
header{display:flex;flex-wrap:wrap;gap:4px 24px;align-items:baseline;padding:14px 24px;background:var(--band);color:#fff}
h1{margin:0;font-size:19px}header p{margin:0 0 0 auto}header span{opacity:.75}
main{display:grid;gap:16px;padding:24px;grid-template-columns:repeat(auto-fill,minmax(260px,1fr))}
.card{overflow:hidden;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;text-decoration:none}
a.card:hover,a.card:focus{outline:2px solid #3b82c4}
.picture{display:flex;align-items:center;justify-content:center;aspect-ratio:16/9;background:#0c0f13;color:#97a1b1}
img{width:100%;height:100%;object-fit:cover;object-position:bottom}
h2{margin:10px 12px 0;font-size:15px}.card p{margin:0 12px 12px;color:var(--dim);font-size:13px}
"""


def page(account: Account, cameras: Iterable[tuple[Camera, Rights]], site: SiteFacts, language: str) -> Iterator[str]:
    """Its head, then card by card."""
    yield _head(account, site, language)
    shown = [(camera, rights) for camera, rights in cameras if not camera.is_ignored]
    if not shown:
        yield f"<p>{_text(language, 'headband.no_cameras')}</p>\n"
    for camera, rights in shown:
        yield _card(camera, rights, site, language)
    yield _TAIL


_TAIL = """</main>
</body>
</html>
"""


def _head(account: Account, site: SiteFacts, language: str) -> str:
    levels = ", ".join(text(language, LEVELS[level]) for level in LEVELS if level in account.levels)
    return f"""<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CT-Server – {escape(site.name)}</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>CT-Server</h1><span>{escape(site.name)}</span>
<p>{_text(language, "headband.user")} <strong>{escape(account.name)}</strong> <span>{escape(levels)}</span></p></header>
<main>
"""


def _card(camera: Camera, rights: Rights, site: SiteFacts, language: str) -> str:
    inside = (
        f'<div class="picture">{_picture(camera, site, language)}</div>'
        f"<h2>{escape(camera.name)}</h2><p>{camera.id} · {escape(camera.model)}</p>"
    )
    live = next((stream for stream in camera.streams if not stream.ignored), None)
    if rights.live and camera.has_video and live:
        return f'<a class="card" href="/live/view/{camera.id}.{live.id}">{inside}</a>\n'
    return f'<div class="card">{inside}</div>\n'


def _picture(camera: Camera, site: SiteFacts, language: str) -> str:
    if not (camera.has_video and camera.has_reference):
        return _text(language, "health.no_image")
    return f'<img alt="" src="data:image/jpeg;base64,{b64encode(thumbnail(camera, site)).decode()}">'


def _text(language: str, code: str) -> str:
    return escape(text(language, code))
