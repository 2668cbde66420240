"""What somebody could paste to run a script: 300 texts and more, mutation vectors included (S20).

Each one would set `window.__xss`, or call `alert`, if it ran.
"""

CODE = "window.__xss=1"
GESTES = (
    "onerror", "onload", "onclick", "onmouseover", "onfocus", "onblur", "onanimationstart",
    "onanimationend", "ontransitionend", "onbeforeinput", "onpointerdown", "onpointerrawupdate",
    "ontoggle", "onwheel", "onauxclick", "onbeforetoggle", "oncontentvisibilityautostatechange",
    "onscrollend", "onfocusin", "onpageshow", "onhashchange", "onmessage", "onbegin", "onend",
    "onrepeat", "onstart", "onfinish", "onbounce", "oncanplay", "onplay",
)  # fmt: skip
PORTEURS = (
    "img src=x", "svg", "body", "details open", "video src=x", "audio src=x", "input autofocus",
    "marquee", "iframe src=about:blank", "p style=animation-name:x", "a href=# tabindex=1 autofocus",
)  # fmt: skip
ADRESSES = (
    f"javascript:{CODE}", f"JaVaScRiPt:{CODE}", f"java\tscript:{CODE}", f"java\nscript:{CODE}",
    f" \x01javascript:{CODE}", f"&#106;avascript:{CODE}", f"javascript&colon;{CODE}",
    f"javascript&#x3a;{CODE}", f"data:text/html,<script>{CODE}</script>",
    "data:text/html;base64,PHNjcmlwdD53aW5kb3cuX194c3M9MTwvc2NyaXB0Pg==",
    f"vbscript:{CODE}", f"feed:javascript:{CODE}", f"view-source:javascript:{CODE}",
    f"http://x\" onmouseover=\"{CODE}", f"https:javascript:{CODE}", f"mailto:javascript:{CODE}",
    f"//x' onfocus='{CODE}", f"jar:javascript:{CODE}!/", "blob:null/1", "file:///etc/passwd",
)  # fmt: skip
PORTEURS_D_ADRESSE = (
    '<a href="{}">x</a>', "<a href='{}'>x</a>", '<area href="{}">', '<form action="{}"><button>x',
    '<button formaction="{}">x</button>', '<iframe src="{}"></iframe>', '<embed src="{}">',
    '<object data="{}"></object>', '<base href="{}">', '<svg><a xlink:href="{}"><text>x</text></a>',
    '<math href="{}">x</math>', '<meta http-equiv=refresh content="0;url={}">', '<img src="{}">',
)  # fmt: skip
IMAGE = f"<img src=x onerror={CODE}>"
MUTATIONS = (
    f"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;{IMAGE}\">",
    f"<svg></p><style><a id=\"</style>{IMAGE}\">",
    f"<svg><style><img src=\"</style>{IMAGE}\">",
    f"<noscript><p title=\"</noscript>{IMAGE}\">",
    f"<form><math><mtext></form><form><mglyph><style></math>{IMAGE}",
    f"<math><mi><style><mtext></style>{IMAGE}",
    f"<template><style></template>{IMAGE}",
    f"<p><svg><title><a id=\"</title>{IMAGE}\"></svg>",
    f"<svg><foreignObject><p><style><!--</style>{IMAGE}",
    f"<math><annotation-xml encoding=\"text/html\"><style>{IMAGE}</style></annotation-xml></math>",
    f"<xmp><p title=\"</xmp>{IMAGE}\">", f"<listing>&lt;img onerror={CODE} src=x&gt;</listing>",
    f"<textarea><p title=\"</textarea>{IMAGE}\">", f"<title><p title=\"</title>{IMAGE}\">",
    f"<select><template shadowrootmode=open>{IMAGE}</template></select>",
    f"<table><svg><td><style>{IMAGE}</style>", f"<table><a href='x'>{IMAGE}<table>",
    f"<table><tr><td><p>{IMAGE}</table>", f"<ul><li><p><li>{IMAGE}</ul></p>",
    f"<b><p><i></b>{IMAGE}</p></i>", f"<a><b></a>{IMAGE}</b>", f"<p><table></p>{IMAGE}",
    f"<!--><img src=x onerror={CODE}>-->", f"<!--{IMAGE}--!>{IMAGE}", f"<![CDATA[{IMAGE}]]>",
    f"<svg><![CDATA[><{IMAGE[1:]}]]></svg>", f"<?xml {IMAGE}?>", f"<!DOCTYPE x[<!ENTITY y \"{IMAGE}\">]>&y;",
    f"<plaintext>{IMAGE}", f"<iframe srcdoc=\"{IMAGE}\"></iframe>", f"<frameset onload={CODE}>",
    f"<a href=\"https://x\"><p title=\"</a>{IMAGE}\">", f"&lt;img src=x onerror={CODE}&gt;",
    f"&amp;lt;script&amp;gt;{CODE}&amp;lt;/script&amp;gt;", f"<<script>{CODE}//<</script>",
    f"<scr<script>ipt>{CODE}</scr</script>ipt>", f"<script/x>{CODE}</script>",
    f"<script\x0c>{CODE}</script>", f"<SCRIPT>{CODE}</SCRIPT>", f"<script>{CODE}",
    f"<svg><script>{CODE}</script></svg>", f"<svg><script href=\"data:,{CODE}\"/>",
    f"<svg><animate onbegin={CODE} attributeName=x dur=1s>",
    f"<svg><set attributeName=onmouseover to={CODE}>",
    f"<svg><use href=\"data:image/svg+xml,<svg id=x><script>{CODE}</script></svg>#x\">",
    f"<link rel=import href=\"data:text/html,<script>{CODE}</script>\">",
    f"<style>@import 'data:text/css,*{{x:expression({CODE})}}'</style>",
    f"<p style=\"background:url(javascript:{CODE})\">x</p>", f"<p style=width:expression({CODE})>x",
    f"<object type=text/html data=\"data:text/html,<script>{CODE}</script>\">",
    f"<td colspan='2\" onclick=\"{CODE}'>x", f"<th rowspan=\"1 onclick={CODE}\">x</th>",
    f"<a href=https://x rel='\"><script>{CODE}</script>'>x</a>",
    f"**<script>{CODE}</script>**", f"[x](javascript:{CODE})", f"[x](https://x\" onclick=\"{CODE})",
    f"| <script>{CODE}</script> | b |", f"# <img src=x onerror={CODE}>", f"- <svg onload={CODE}>",
    f"[<img src=x onerror={CODE}>](https://x)", f"\\<script>{CODE}</script>",
    "\ue03cscript\ue03ewindow.__xss=1\ue03c/script\ue03e",
    f"<p>{'<b>' * 600}{IMAGE}", f"{'<ul><li>' * 200}{IMAGE}", f"{'<table><tr><td>' * 60}{IMAGE}",
    f"<o:p>{IMAGE}</o:p>", f"<v:shape onclick={CODE}>x</v:shape>", f"<xml><o:x>{IMAGE}</o:x></xml>",
    f"<portal src=javascript:{CODE}></portal>", f"<dialog open onclose={CODE}>x</dialog>",
    f"<keygen autofocus onfocus={CODE}>", f"<isindex type=image src=1 onerror={CODE}>",
)  # fmt: skip

CHARGES: tuple[str, ...] = (
    *(f"<{porteur} {geste}={CODE}>" for porteur in PORTEURS for geste in GESTES[:16]),
    *(f"<svg {geste}={CODE}>x</svg>" for geste in GESTES),
    *(gabarit.format(adresse) for gabarit in PORTEURS_D_ADRESSE[:4] for adresse in ADRESSES),
    *(gabarit.format(ADRESSES[0]) for gabarit in PORTEURS_D_ADRESSE),
    *MUTATIONS,
)
