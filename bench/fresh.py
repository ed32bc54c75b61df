"""Layouts written last, after which no rule of extraction was changed: the figure for pages of a kind nobody has seen.

Keep it so: who changes rules for the sake of one of these moves it to bench/unseen.py and writes another one. Like bench/layouts.py in form.
"""

from __future__ import annotations

from bench.furniture import Layout, Story, escaped, footer, head, links, menu, noise, paras


def _page(s: Story, top: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="{s.language}" dir="{s.direction}">{top}<body>{body}{noise()}</body></html>'


def sections(s: Story) -> str:
    """A broadcaster's page built of anonymous sections, a video first, a box of facts in the middle."""
    p = paras(s)
    video = (
        f'<section class="media-player"><div class="vjs-title">{s.words.captions[1]}</div><div class="vjs-time">0:00 / 2:41</div></section>'
    )
    box = f'<section class="fact-box"><h4>{s.words.menu[1]}</h4><p>{s.words.related[0]}. {s.words.related[1]}.</p></section>'
    main = f'<section class="hl"><h1>{s.title}</h1><p class="updated">{s.words.date}</p></section>{video}<section class="sec-a">{"".join(p[:2])}</section>{box}<section class="sec-b">{"".join(p[2:])}</section>'
    return _page(
        s,
        head(s),
        f'<div class="top-strip">{menu(s, "links-strip")}</div><div class="page-main">{main}</div><section class="next-up"><h3>{s.words.more}</h3>{links(s, 5)}</section>{footer(s)}',
    )


def frames(s: Story) -> str:
    """A ministry of long ago: nested tables, paragraphs in cells of their own, a row of counters."""
    rows = "".join(
        f'<tr><td align="right" dir="rtl"><font face="Tahoma" size="2">{escaped(x)}</font></td></tr><tr><td height="8"></td></tr>'
        for x in s.paragraphs
    )
    main = f'<table border="0" width="95%"><tr><td><b><font size="4" color="#800000">{s.title}</font></b></td></tr><tr><td><font size="1">{s.words.date_own_digits}</font></td></tr>{rows}<tr><td><font size="1">12034 : {s.words.menu[9]}</font></td></tr></table>'
    side = "".join(f'<tr><td><a href="page{n}.htm">{m}</a></td></tr>' for n, m in enumerate(s.words.menu))
    return f'<html><head><meta http-equiv="Content-Language" content="{s.language}"><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>{s.words.site}</title></head><body dir="rtl"><table width="770" align="center"><tr><td colspan="2"><img src="top.jpg"></td></tr><tr><td width="160"><table>{side}</table></td><td>{main}</td></tr></table></body></html>'


def cards(s: Story) -> str:
    """A site of cards: the story is one of them, the others are teasers with a sentence each."""
    teasers = "".join(
        f'<div class="card mb-3"><div class="card-body"><h5 class="card-title"><a href="/n/{n}">{r}</a></h5><p class="card-text">{s.words.sentences[(n * 3 + s.number) % len(s.words.sentences)]}</p></div></div>'
        for n, r in enumerate(s.words.related[:4])
    )
    p = "".join(f'<p class="card-text">{escaped(x)}</p>' for x in s.paragraphs)
    return _page(
        s,
        head(s),
        f'<nav class="navbar">{menu(s, "navbar-nav")}</nav><div class="row"><div class="col-lg-8"><div class="card"><div class="card-header"><h1>{s.title}</h1></div><div class="card-body">{p}</div><div class="card-footer text-muted">{s.words.date}</div></div></div><div class="col-lg-4">{teasers}</div></div>{footer(s)}',
    )


def definition(s: Story) -> str:
    """Paragraphs as the lines of a list, as a presidency prints its readouts."""
    rows = "".join(f"<dd>{escaped(x)}</dd>" for x in s.paragraphs)
    return _page(
        s,
        head(s, author=False),
        f'<div class="masthead-top">{menu(s, "site-nav")}</div><main class="statement"><h2>{s.title}</h2><dl><dt>{s.words.date}</dt>{rows}</dl><div class="attachments"><a href="/f.pdf">PDF (120 kB)</a></div></main><div class="archive-list">{links(s, 7)}</div>{footer(s)}',
    )


def reader(s: Story) -> str:
    """A page of custom elements."""
    p = "".join(f"<news-paragraph><p>{escaped(x)}</p></news-paragraph>" for x in s.paragraphs)
    return _page(
        s,
        head(s),
        f"<app-header>{menu(s, 'hdr')}</app-header><app-root><news-article><news-headline><h1>{s.title}</h1></news-headline><news-byline>{s.author}</news-byline><news-body>{p}</news-body><news-share>{s.words.share}</news-share></news-article><news-rail>{links(s, 8)}</news-rail></app-root>{footer(s)}",
    )


def live_text(s: Story) -> str:
    """Bold first words, line breaks inside paragraphs, a channel's call between them."""
    p = [f"<p><strong>{' '.join(x.split()[:4])}</strong> {escaped(' '.join(x.split()[4:]))}</p>" for x in s.paragraphs]
    call = f'<p style="text-align:center"><a href="https://t.example/ch"><em>{s.words.follow}</em></a></p>'
    return _page(
        s,
        head(s),
        f'<div class="hdr">{menu(s, "m1")}</div><div class="wrap"><div class="w-main"><h1>{s.title}</h1><div class="w-meta">{s.author} | {s.words.date}</div><div class="w-body">{"".join([*p[:2], call, *p[2:], call])}</div></div><div class="w-side">{links(s, 9)}</div></div>{footer(s)}',
    )


def print_view(s: Story) -> str:
    """The version for printing: hardly any furniture."""
    text = "".join(f"<p>{escaped(x)}</p>" for x in s.paragraphs)
    return f'<html lang="{s.language}"><head><meta charset="utf-8"><title>{s.title}</title></head><body onload="window.print()"><b>{s.words.site}</b><hr><h3>{s.title}</h3><small>{s.words.date}</small>{text}<hr><small>https://news.example/print/{s.number}</small></body></html>'


def bilingual(s: Story) -> str:
    """A page whose furniture is in another language than its story."""
    p = paras(s)
    side = "<div class='side'><h4>Most Viewed</h4><ul><li><a href='/1'>Weather today</a></li><li><a href='/2'>Exchange rates</a></li></ul><p>Download our app for iOS and Android.</p></div>"
    return _page(
        s,
        head(s, author=False),
        f'<div id="hd"><a>EN</a> <a>AR</a>{menu(s, "mn")}</div><div id="bd"><h1>{s.title}</h1><p class="info">Published: {s.words.date} | Views: 1048 | Category: News</p>{"".join(p)}</div>{side}<div id="ft">All Rights Reserved</div>',
    )


FRESH: dict[str, tuple[Layout, str]] = {
    "sections": (sections, "ar en"),
    "frames": (frames, "ar fa"),
    "cards": (cards, "ar ru"),
    "definition": (definition, "en ar"),
    "reader": (reader, "fa en"),
    "live_text": (live_text, "ar fa"),
    "print_view": (print_view, "ar ru"),
    "bilingual": (bilingual, "ar fa"),
}
