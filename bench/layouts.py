"""Layouts of the region's news sites, as functions from a story and the words around it to a page. Written for this project.

Each takes a `Story` and gives the page; what is story and what is furniture is decided by the story, never by the layout.
"""

from __future__ import annotations

from bench.furniture import Layout, Story, comments, escaped, footer, head, json_ld, links, menu, noise, page, paras, related, share


# ---------------------------------------------------------------- the layouts
def semantic(s: Story) -> str:
    p = paras(s)
    also = f'<div class="read-also-box"><strong>{s.words.read_also}</strong>{links(s, 2)}</div>'
    mid = "".join([*p[:2], also, *p[2:]])
    body = f'<header>{menu(s)}</header><main><article><h1>{s.title}</h1><div class="meta"><span>{s.author}</span><time datetime="2021-11-{s.day:02}T14:30:00+03:00">{s.words.date}</time></div>'
    return page(
        s,
        head(s, extra=json_ld(s)),
        f"{body}{share(s)}<div class='article-body'>{mid}</div></article>{related(s)}{comments(s)}</main>{footer(s)}",
    )


def div_soup(s: Story) -> str:
    text = "<br /><br />".join(escaped(p) for p in s.paragraphs)
    body = f'<div id="wrap"><div class="hd">{menu(s, "nv")}</div><div class="ttl">{s.title}</div><div class="bc">{s.words.menu[0]} » {s.words.menu[1]} » {s.title}</div>'
    main = f'<div class="cnt"><div class="big">{s.title}</div><div class="newsdate">{s.words.date_own_digits}</div><div class="txt">{text}</div></div>'
    return page(
        s,
        head(s, og=False, date=False, author=False),
        f'{body}{main}<div class="lst">{links(s, 10)}</div><div class="ft">{s.words.rights}</div></div>',
    )


def wordpress(s: Story) -> str:
    shared = f'<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">{s.words.share}:</h3><ul><li>Twitter</li><li>Facebook</li></ul></div>'
    jp = f'<div id="jp-relatedposts" class="jp-relatedposts"><h3>{s.words.more}</h3>{links(s, 3)}</div>'
    entry = f'<div class="entry-content">{"".join(paras(s))}{shared}{jp}</div>'
    main = f'<article id="post-{s.number}" class="post type-post"><header class="entry-header"><h1 class="entry-title">{s.title}</h1><div class="entry-meta"><a rel="author" href="/a">{s.author}</a> <time class="entry-date" datetime="2021-11-{s.day:02}T14:30:00+03:00">{s.words.date}</time></div></header>{entry}<footer class="entry-footer"><span class="tags-links">{s.words.tags}: <a>x1</a>, <a>x2</a></span></footer></article>'
    side = f'<aside id="secondary" class="widget-area"><section class="widget"><h2>{s.words.more}</h2>{links(s, 8)}</section></aside>'
    return page(
        s,
        head(s, author=False),
        f'<header id="masthead">{menu(s, "main-navigation")}</header><div id="content"><main>{main}{comments(s, 4)}</main>{side}</div>{footer(s)}',
    )


def asp_table(s: Story) -> str:
    rows = "<BR><BR>".join(f"&nbsp;&nbsp;{escaped(p)}" for p in s.paragraphs)
    side = "".join(f'<TR><TD><FONT size=2><A href="news.asp?id={n}">{r}</A></FONT></TD></TR>' for n, r in enumerate(s.words.related))
    nav = "".join(f'<TD><A href="p{n}.asp">{m}</A></TD>' for n, m in enumerate(s.words.menu))
    main = f'<TABLE width="100%"><TR><TD align=center><FONT size=5 color=navy><B>{s.title}</B></FONT></TD></TR><TR><TD><FONT size=2>{s.words.date}</FONT></TD></TR><TR><TD align=right><FONT face="Simplified Arabic" size=4>{rows}</FONT></TD></TR></TABLE>'
    return f'<HTML dir={s.direction}><HEAD><META http-equiv="Content-Type" content="text/html; charset=windows-1256"><TITLE>{s.title}</TITLE></HEAD><BODY bgcolor=#FFFFFF><TABLE width=780><TR>{nav}</TR></TABLE><TABLE width=780 border=0><TR><TD width=180 valign=top><TABLE>{side}</TABLE></TD><TD width=600 valign=top>{main}</TD></TR></TABLE><CENTER><FONT size=1>{s.words.rights}</FONT></CENTER></BODY></HTML>'


def amp(s: Story) -> str:
    p = paras(s)
    p.insert(
        2,
        f'<amp-img src="/i.jpg" width="600" height="300" layout="responsive"></amp-img><p class="caption">{s.words.captions[0]}</p><amp-ad width="300" height="250" type="x">{s.words.follow}</amp-ad>',
    )
    side = f'<amp-sidebar id="sb">{menu(s, "sb")}</amp-sidebar>'
    main = f'<article class="amp-wp-article"><header class="amp-wp-article-header"><h1 class="amp-wp-title">{s.title}</h1><div class="amp-wp-meta">{s.author}</div></header><div class="amp-wp-article-content">{"".join(p)}</div><footer>{s.words.tags}: x</footer></article>'
    top = f'<head><meta charset="utf-8"><title>{s.title}</title><link rel="canonical" href="{s.address}"><script async src="https://cdn.ampproject.org/v0.js"></script>{json_ld(s)}<style amp-custom>p{{margin:0}}</style></head>'
    return f'<!doctype html><html amp lang="{s.language}" dir="{s.direction}">{top}<body>{side}{main}<amp-list class="related">{links(s, 5)}</amp-list></body></html>'


def agency(s: Story) -> str:
    tail = f"<p>{s.words.end}</p>" if s.words.end else ""
    also = f'<p><a href="/n/4">{s.words.read_also}: {s.words.related[1]}</a></p>'
    p = paras(s, more=' style="text-align: justify;"')
    text = "".join([*p[:3], also, *p[3:]])
    main = f'<div class="item"><div class="item-header"><div class="item-nav"><a>{s.words.menu[1]}</a> <span>84512{s.number}</span></div><h1 class="title" itemprop="headline">{s.title}</h1><div class="item-date">{s.words.date}</div></div><div class="item-body"><div class="item-text" itemprop="articleBody">{text}{tail}</div></div><div class="item-footer"><ul class="tags">{s.words.tags}<li>x</li></ul><div class="short-link">https://example.org/xb{s.number}</div></div></div>'
    return page(
        s,
        head(s, author=False),
        f'<header id="masthead">{menu(s)}</header><main>{main}<section class="box"><header><h2>{s.words.more}</h2></header>{links(s, 8)}</section>{comments(s, 2)}</main>{footer(s)}',
    )


def ministry(s: Story) -> str:
    p = "".join(f'<p class="ms-rteElement-P"><span lang="x" style="font-size:14pt">{escaped(x)}</span></p>' for x in s.paragraphs)
    nav = f'<div id="s4-topheader2">{menu(s, "ms-topnav")}</div><div id="s4-leftpanel">{links(s, 7)}</div>'
    main = f'<div id="MSO_ContentTable"><div class="news-details"><h2 class="news-title">{s.title}</h2><span class="news-date">{s.words.date_own_digits}</span><div class="news-tools print">{s.words.share}</div><div id="ctl00_PlaceHolderMain" class="ms-rtestate-field" style="display:inline">{p}</div></div></div>'
    return page(
        s,
        head(s, og=False, date=False, author=False),
        f'<form id="aspnetForm" method="post"><div id="s4-workspace">{nav}{main}<div id="footer">{s.words.rights}<p>{s.words.menu[-1]}: 00 000 000</p></div></div></form>',
    )


def json_only(s: Story) -> str:
    """A stub that scripts fill: the story stands in the markup for machines alone."""
    teaser = f'<div class="teasers">{links(s, 8)}</div>'
    return page(
        s,
        head(s, extra=json_ld(s, body=True)),
        f'<div id="app"><div class="skeleton"><h1>{s.title}</h1><p>…</p></div></div>{teaser}{noise()}<div class="bottom">{menu(s)}</div>',
    )


def infinite(s: Story) -> str:
    main = f'<article class="full-story"><h1>{s.title}</h1><div class="story-body">{"".join(paras(s))}</div></article>'
    stubs = ""
    for n, r in enumerate(s.words.related[:3]):
        first = s.words.sentences[(s.number + n * 5 + 3) % len(s.words.sentences)]
        stubs += f'<article class="full-story next-story" data-next="/n/{n}"><h2>{r}</h2><div class="story-body"><p>{first}</p><p><a href="/n/{n}">{s.words.more}</a></p></div></article>'
    return page(s, head(s, extra=json_ld(s)), f'{menu(s)}<main>{main}<div class="infinite-scroll">{stubs}</div></main>{footer(s)}')


def gallery(s: Story) -> str:
    figures = [
        f'<figure class="wp-caption"><img src="/g/{n}.jpg" alt="{c}"><figcaption>{c}</figcaption></figure>'
        for n, c in enumerate(s.words.captions)
    ]
    p = paras(s)
    text = "".join([figures[0], *p[:2], figures[1], *p[2:]])
    slides = f'<div class="swiper photo-gallery"><div class="swiper-wrapper">{"".join(f"<div><img src=/s/{n}.jpg><p>{c}</p></div>" for n, c in enumerate(s.words.captions * 3))}</div></div>'
    return page(
        s,
        head(s),
        f"{menu(s)}<section class='single'><h1>{s.title}</h1><div class='single-content'>{text}</div>{slides}</section>{related(s)}{footer(s)}",
    )


def ticker(s: Story) -> str:
    items = "".join(f"<li>{s.words.ticker}: {r}</li>" for r in s.words.related)
    bar = f'<div class="breaking-news-ticker"><span>{s.words.ticker}</span><ul>{items}</ul></div><marquee>{" | ".join(s.words.related)}</marquee>'
    p = "".join(f"<p>{escaped(x)}</p>" for x in s.paragraphs)
    return page(
        s,
        head(s),
        f"{bar}{menu(s)}<div class='container'><div class='row'><div class='col-md-8'><h1>{s.title}</h1>{share(s)}<div class='post-content'>{p}<div class='telegram-follow'><a href='#'>{s.words.follow}</a></div></div></div><div class='col-md-4 sidebar'>{links(s, 9)}</div></div></div>{footer(s)}",
    )


def mega_menu(s: Story) -> str:
    panels = "".join(
        f"<div class='mega-panel'><h4>{m}</h4><p>{s.words.sentences[(n + s.number) % len(s.words.sentences)][:80]}</p>{links(s, 3)}</div>"
        for n, m in enumerate(s.words.menu)
    )
    return page(
        s,
        head(s, extra=json_ld(s)),
        f"<div class='mega-menu'>{panels}</div><div id='page'><h1>{s.title}</h1><div id='article-text' class='article-text'>{''.join(paras(s))}</div></div>{related(s, 'similar-posts')}{footer(s)}",
    )


def linked_lists(s: Story) -> str:
    p = paras(s, more=' dir="auto"')
    inside = f'<div class="inline-related"><h5>{s.words.more}</h5>{links(s, 3)}</div>'
    return page(
        s,
        head(s, og=False),
        f"<div class='top'>{menu(s)}</div><div class='content news-content'><h1>{s.title}</h1><div class='lead-date date'>{s.words.date}</div>{''.join([*p[:2], inside, *p[2:]])}<ul class='keywords'><li>{s.words.tags}</li><li>x</li></ul></div>{footer(s)}",
    )


def plain_links(s: Story) -> str:
    """Related headlines as ordinary paragraphs inside the story, told by their first words alone."""
    p = paras(s)
    also = f"<p><strong>{s.words.read_also}:</strong> <a href='/n/3'>{s.words.related[3]}</a></p>"
    return page(
        s,
        head(s),
        f"<nav>{menu(s)}</nav><div class='layout'><div class='news-page'><h1>{s.title}</h1><div class='text'>{''.join([*p[:2], also, *p[2:], also])}<p>{s.words.source_line}</p></div></div></div>{footer(s)}",
    )


def newspaper(s: Story) -> str:
    signup = "<div class='newsletter-signup'><h4>Newsletter</h4><p>Sign up for our morning newsletter and never miss a story.</p><form><input></form></div>"
    ad = "<div class='ad-slot' id='div-gpt-ad-1'>Advertisement</div>"
    p = paras(s)
    text = "".join([p[0], ad, *p[1:3], signup, *p[3:]])
    bio = f"<div class='author-box'><img src='/a.jpg'><p>{s.author} writes about diplomacy for {s.words.site} and has reported from nine countries.</p></div>"
    return page(
        s,
        head(s, extra=json_ld(s)),
        f"<header class='site-header'>{menu(s)}</header><main id='main'><article><header><h1>{s.title}</h1><p class='byline'>{s.words.writer_line} {s.author}</p></header><section class='body-copy'>{text}</section>{bio}</article><aside>{links(s)}</aside></main>{comments(s, 2)}{footer(s)}",
    )


def many_comments(s: Story) -> str:
    return page(
        s,
        head(s),
        f"{menu(s)}<div class='post'><h1>{s.title}</h1><div class='post-body entry'>{''.join(paras(s))}</div>{share(s)}</div>{comments(s, 30)}{footer(s)}",
    )


def quotes(s: Story) -> str:
    p = [f"<blockquote><p>{escaped(x)}</p></blockquote>" if n == 2 else f"<p>{escaped(x)}</p>" for n, x in enumerate(s.paragraphs)]
    p.insert(3, "<hr><div class='rating'>★★★★☆ 4.2</div>")
    return page(
        s,
        head(s, extra=json_ld(s)),
        f"{menu(s, 'navbar')}<article class='opinion'><h1>{s.title}</h1><div itemprop='author'>{s.author}</div><div itemprop='articleBody'>{''.join(p)}</div></article>{related(s, 'recommended')}{footer(s)}",
    )


def short(s: Story) -> str:
    return page(
        s,
        head(s),
        f"{menu(s)}<div class='news-single'><h1>{s.title}</h1><div class='news-text'>{''.join(paras(s))}</div></div><div class='latest-news'><h2>{s.words.more}</h2>{links(s, 16)}</div>{footer(s)}",
    )


def spans(s: Story) -> str:
    lines = "".join(f"<div dir='auto' style='text-align:start'><span class='x1'>{escaped(p)}</span></div>" for p in s.paragraphs)
    return page(
        s,
        head(s, date=False, author=False),
        f"<div role='banner'>{menu(s)}</div><div role='main'><div><h1><span>{s.title}</span></h1></div><div class='x9'>{lines}</div></div><div role='complementary'>{links(s, 9)}</div>",
    )


def unclosed(s: Story) -> str:
    text = "".join(f"<P><FONT SIZE=4>{escaped(p)}\n" for p in s.paragraphs)
    return f"<HTML><HEAD><TITLE>{s.title}</TITLE><META NAME='date' CONTENT='2021-11-{s.day:02}'></HEAD><BODY>{menu(s)}<H1>{s.title}</H1><DIV ID=story>{text}</DIV><HR><FONT SIZE=1>{links(s, 5)}{s.words.rights}</BODY>"


def points(s: Story) -> str:
    """A communique: a list of what was agreed is part of the story."""
    half = len(s.paragraphs) - 3
    text = (
        "".join(f"<p>{escaped(p)}</p>" for p in s.paragraphs[:half])
        + "<ol>"
        + "".join(f"<li>{escaped(p)}</li>" for p in s.paragraphs[half:])
        + "</ol>"
    )
    return page(
        s,
        head(s, author=False),
        f"<div class='header-top'>{menu(s)}</div><div class='main-content'><h1>{s.title}</h1><div class='article__body'>{text}</div><div class='print-page'><a href='#'>Print</a></div></div><div class='left-col'>{links(s, 8)}</div>{footer(s)}",
    )


def credited(s: Story) -> str:
    """Writer and source as lines of the story's own element, as many papers of the region print them."""
    p = "".join(f"<p>{escaped(x)}</p>" for x in s.paragraphs)
    lines = f"<p>{s.words.writer_line}: {s.author}</p>"
    return page(
        s,
        head(s, author=False),
        f"{menu(s)}<div class='details'><h1>{s.title}</h1><div class='details-body'>{lines}{p}<p>{s.words.source_line}</p></div>{share(s)}</div>{related(s)}{footer(s)}",
    )


def nested(s: Story) -> str:
    p = "".join(f"<div class='paragraph'><div><p>{escaped(x)}</p></div></div>" for x in s.paragraphs)
    return page(
        s,
        head(s, extra=json_ld(s)),
        f"<div class='app'><div class='app-header'>{menu(s)}</div><div class='l1'><div class='l2'><div class='l3'><h1>{s.title}</h1><div class='body-text'>{p}</div></div><div class='l3 most-read'>{links(s, 10)}</div></div></div><div class='cookie-consent'><p>We use cookies to improve your experience on this site.</p></div></div>",
    )


LAYOUTS: dict[str, tuple[Layout, str]] = {
    "semantic": (semantic, "ar ar en"),
    "div_soup": (div_soup, "ar ar fa"),
    "wordpress": (wordpress, "ar fa en"),
    "asp_table": (asp_table, "ar ar ar"),
    "amp": (amp, "ar ru en"),
    "agency": (agency, "fa ar ru"),
    "ministry": (ministry, "ar fa en"),
    "json_only": (json_only, "ar ru en"),
    "infinite": (infinite, "ar fa ru"),
    "gallery": (gallery, "ar ru en"),
    "ticker": (ticker, "ar ar fa"),
    "mega_menu": (mega_menu, "ar ru en"),
    "linked_lists": (linked_lists, "fa ar ru"),
    "plain_links": (plain_links, "ru ar fa en"),
    "newspaper": (newspaper, "en ar en"),
    "many_comments": (many_comments, "ar en ru"),
    "quotes": (quotes, "ar fa en"),
    "short": (short, "ar ru fa"),
    "spans": (spans, "ar en fa"),
    "unclosed": (unclosed, "ar ru en"),
    "points": (points, "ar en ru"),
    "credited": (credited, "ar ar ru"),
    "nested": (nested, "ar en fa"),
}
