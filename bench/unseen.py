"""Layouts written when the rules of extraction were first done, to see how they fare on what they were not written for.

What they showed was then mended; their first scores stand in bench/README.md. Like bench/layouts.py in form.
"""

from __future__ import annotations

import json

from bench.furniture import Layout, Story, comments, escaped, footer, head, links, menu, noise, paras


def _page(s: Story, top: str, body: str) -> str:
    return f'<!DOCTYPE html><html lang="{s.language}" dir="{s.direction}">{top}<body>{body}{noise()}</body></html>'


def hashed(s: Story) -> str:
    """Names of classes made by a tool, as on the sites of a large broadcaster."""
    p = [
        f'<div dir="{s.direction}" class="bx-19j92fr ebmt73l0"><p class="bx-1y32vyc e17g058b0">{escaped(x)}</p></div>' for x in s.paragraphs
    ]
    rec = f'<section data-e2e="recommendations-heading" class="bx-1qdcvv9"><div class="bx-z3myq8"><strong>{s.words.more}</strong></div>{links(s, 4)}</section>'
    podcast = f'<section aria-labelledby="podcast-promo" class="bx-hw6tgi"><p>{s.words.related[0]}</p><p>{s.words.related[1]}</p></section>'
    main = f'<main role="main"><div class="bx-fa0wmp"><h1 id="content" class="bx-14gqcmb">{s.title}</h1></div><div class="bx-1ka88fa"><time class="bx-1dafq0j" datetime="2021-11-{s.day:02}">{s.words.date}</time></div>{"".join([*p[:2], rec, *p[2:3], podcast, *p[3:]])}</main>'
    return _page(
        s,
        head(s),
        f'<header role="banner"><nav class="bx-sm9wqx">{menu(s, "bx-1t2ltqs")}</nav></header><div class="bx-irdbz7">{main}</div>{footer(s)}',
    )


def channel(s: Story) -> str:
    p = paras(s)
    more = f'<div class="more-on"><h2 class="more-on__heading">list of 3 items</h2><ul class="more-on__list">{links(s, 3)}</ul><span class="screen-reader-text">end of list</span></div>'
    body = f'<div class="wysiwyg wysiwyg--all-content css-ibbk12" aria-live="polite">{"".join([*p[:1], more, *p[1:]])}</div>'
    return _page(
        s,
        head(s),
        f'<div class="site-header container--white">{menu(s, "site-header__navigation css-15ru6p1")}</div><main id="main-content-area"><div class="container__inner"><header class="article-header"><h1>{s.title}</h1></header><figure class="article-featured-image"><figcaption>{s.words.captions[0]}</figcaption></figure><div class="article-info-block css-ti04u9"><div class="article-dates"><div class="date-simple css-1mfvvdi-DateSimple"><span aria-hidden="true">{s.words.date}</span></div></div></div>{body}<div class="article-source">{s.words.source_line}</div></div></main>{footer(s)}',
    )


def blocks(s: Story) -> str:
    rows = "".join(
        f'<div class="article__block" data-type="text"><div class="article__text">{escaped(x)}</div></div>' for x in s.paragraphs
    )
    link = f'<div class="article__block" data-type="article"><div class="article__article m-image"><a class="article__article-link" href="/x"><span class="article__article-title">{s.words.related[2]}</span></a><div class="article__article-info">23 ноября 2021, 10:00</div></div></div>'
    banner = (
        '<div class="article__block" data-type="banner"><div class="banner m-article-body"><div class="banner__hidden"></div></div></div>'
    )
    return _page(
        s,
        head(s),
        f'<div class="header"><div class="header__menu">{menu(s, "header__menu-list")}</div></div><div class="layout-article"><div class="article m-article"><div class="article__header"><div class="article__info"><div class="article__info-date"><a>{s.words.date}</a> <span class="article__info-date-modified">(23.11.2021 15:10)</span></div><span class="article__views">1048</span></div><h1 class="article__title">{s.title}</h1></div><div class="article__body js-mediator-article">{link}{rows}{banner}</div><div class="article__tags">{s.words.tags} x</div></div><div class="layout-article__over">{links(s, 9)}</div></div>',
    )


def wire(s: Story) -> str:
    p = paras(s)
    return _page(
        s,
        head(s, author=False),
        f'<div class="container"><div class="header-bar">{menu(s, "menu-line")}</div><div class="news"><div class="news-header"><div class="news-header__date"><span class="news-header__date-date">{s.words.date}</span></div><h1 class="news-header__title">{s.title}</h1></div><div class="news-content"><div class="text-content"><div class="text-block">{"".join(p)}</div></div><div class="news-actions">{s.words.share}</div></div><div class="news-line">{links(s, 10)}</div></div></div>',
    )


def foreign_office(s: Story) -> str:
    p = "".join(f'<p style="text-align: justify">{escaped(x)}</p>' for x in s.paragraphs)
    return _page(
        s,
        head(s, og=False, author=False),
        f'<div class="page-wrapper"><div class="page-header">{menu(s, "header-nav")}</div><div class="breadcrumb"><a>{s.words.menu[0]}</a></div><div class="page-content"><h1 class="photo-content__title">{s.title}</h1><div class="text article-content"><span class="article-line">2371-23-11-2021</span>{p}</div><div class="documents-list"><h3>{s.words.more}</h3>{links(s, 4)}</div></div></div>{footer(s)}',
    )


def joomla(s: Story) -> str:
    p = "".join(f"<p>{escaped(x)}</p>" for x in s.paragraphs)
    main = f'<table class="contentpaneopen"><tr><td class="contentheading" width="100%">{s.title}</td></tr></table><table class="contentpaneopen"><tr><td valign="top" class="createdate">{s.words.date}</td></tr><tr><td valign="top">{p}</td></tr></table><table class="pagenav"><tr><th class="pagenav_prev"><a href="/p">&lt; Prev</a></th><th class="pagenav_next"><a href="/n">Next &gt;</a></th></tr></table>'
    return f'<html dir="{s.direction}"><head><title>{s.title}</title><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><meta name="generator" content="Joomla! 1.5"></head><body><table><tr><td class="leftcol"><div class="moduletable">{menu(s, "mainlevel")}</div><div class="moduletable"><h3>{s.words.more}</h3>{links(s, 5)}</div></td><td class="main">{main}</td></tr></table></body></html>'


def forum(s: Story) -> str:
    text = "<br />\n<br />\n".join(escaped(x) for x in s.paragraphs)
    reply = f'<li class="postbitlegacy"><div class="userinfo">member2<br>Posts: 12</div><div class="postbody"><blockquote class="postcontent">{s.words.comments[0]}</blockquote></div></li>'
    first = f'<li class="postbitlegacy"><div class="userinfo">member1<br>Join Date: 2009<br>Posts: 1,204</div><div class="postbody"><h2 class="title">{s.title}</h2><blockquote class="postcontent restore">{text}</blockquote><div class="signature">{s.words.related[4]}</div></div></li>'
    return _page(
        s,
        head(s, og=False, date=False, author=False),
        f'<div class="navtabs">{menu(s, "navbar_links")}</div><ol id="posts">{first}{reply * 3}</ol><div class="footer_links">{s.words.rights}</div>',
    )


def blogger(s: Story) -> str:
    rows = "<br />".join(f'<div style="text-align: right;"><span style="font-size: large;">{escaped(x)}</span></div>' for x in s.paragraphs)
    return _page(
        s,
        head(s, date=False, author=False),
        f'<div class="tabs-outer">{menu(s, "PageList")}</div><div class="date-outer"><h2 class="date-header"><span>{s.words.date}</span></h2><div class="post hentry uncustomized-post-template"><h3 class="post-title entry-title">{s.title}</h3><div class="post-body entry-content" id="post-body-81"><div dir="rtl" trbidi="on">{rows}</div><div style="clear: both;"></div></div><div class="post-footer"><div class="post-footer-line">{s.author} 3:15 <span class="post-labels">{s.words.tags}: x</span></div></div></div></div><div class="column-right-outer">{links(s, 8)}</div>{comments(s, 3)}',
    )


def drupal(s: Story) -> str:
    main = f'<div class="node node-news clearfix" typeof="sioc:Item foaf:Document"><h1 class="title">{s.title}</h1><div class="submitted">Submitted by admin on {s.words.date_own_digits}</div><div class="field field-name-field-image"><img></div><div class="field field-name-body field-type-text-with-summary field-label-hidden"><div class="field-items"><div class="field-item even" property="content:encoded">{"".join(paras(s))}</div></div></div><ul class="links inline"><li class="statistics_counter first last"><span>1048 reads</span></li></ul></div>'
    return _page(
        s,
        head(s, og=False, author=False),
        f'<div id="page"><div id="header" class="section">{menu(s, "region-header")}</div><div id="main">{main}<div class="region region-sidebar-second"><div class="block block-views">{links(s, 7)}</div></div></div>{footer(s)}</div>',
    )


def fars(s: Story) -> str:
    p = paras(s, more=' class="rtejustify"')
    return _page(
        s,
        head(s),
        f'<nav class="navbar">{menu(s, "navbar-nav")}</nav><div class="container"><div class="d-flex"><div class="nt-body-wrapper"><h1 class="title mb-2 d-block text-justify">{s.title}</h1><p class="lead p-2 text-justify radius">{escaped(s.paragraphs[0])}</p><div class="nt-body text-right mt-4">{"".join(p[1:])}<p>{s.words.end}</p></div><div class="nt-source"><div>{s.words.source_line}</div></div></div><div class="box-side">{links(s, 8)}</div></div></div>{footer(s)}',
    )


def tasnim(s: Story) -> str:
    also = f'<ul class="list-unstyled inner-news"><li><a href="/x">{s.words.related[0]}</a></li><li><a href="/y">{s.words.related[1]}</a></li></ul>'
    p = paras(s)
    return _page(
        s,
        head(s),
        f'<header class="top-header">{menu(s)}</header><section class="page-content"><article class="single-news"><ul class="list-inline"><li>{s.words.date}</li><li><a>{s.words.menu[2]}</a></li></ul><h1 class="title">{s.title}</h1><div class="story">{"".join([*p[:2], also, *p[2:]])}<p>{s.words.end}</p></div></article><section class="news-box">{links(s, 8)}</section></section>{footer(s)}',
    )


def next_data(s: Story) -> str:
    """A page whose story stands only in the data of its scripts."""
    data = {
        "props": {
            "pageProps": {"article": {"title": s.title, "body": "".join(paras(s)), "publishedAt": f"2021-11-{s.day:02}T14:30:00+03:00"}}
        },
        "page": "/news/[id]",
    }
    return f'<!DOCTYPE html><html lang="{s.language}"><head><meta charset="utf-8"><title>{s.title}</title></head><body><div id="__next"><div class="loader"></div><div class="menu-bar">{menu(s)}</div></div><script id="__NEXT_DATA__" type="application/json">{json.dumps(data, ensure_ascii=False)}</script></body></html>'


def magazine(s: Story) -> str:
    p = paras(s)
    return _page(
        s,
        head(s),
        f'<div class="td-header-wrap">{menu(s, "td-header-menu-wrap")}</div><div class="td-main-content-wrap"><article class="post"><div class="td-post-header"><ul class="td-category"><li>{s.words.menu[1]}</li></ul><header class="td-post-title"><h1 class="entry-title">{s.title}</h1><div class="td-module-meta-info"><div class="td-post-author-name">{s.author}</div><span class="td-post-date"><time>{s.words.date}</time></span><div class="td-post-views">512</div></div></header></div><div class="td-post-sharing-top">{s.words.share} Facebook Twitter</div><div class="td-post-content tagdiv-type"><div class="td-a-rec">Advertisement</div>{"".join(p)}</div><footer><div class="td-block-row td-post-next-prev"><div>{s.words.related[2]}</div><div>{s.words.related[3]}</div></div></footer></article><div class="td_block_related_posts">{links(s, 6)}</div></div>{comments(s, 2)}{footer(s)}',
    )


def windows_cyrillic(s: Story) -> str:
    rows = "".join(f"<p>{escaped(x)}" for x in s.paragraphs)
    return f'<html><head><title>{s.title}</title><meta http-equiv="Content-Type" content="text/html; charset=windows-1251"></head><body><div class="hdr">{menu(s, "hdr-m")}</div><div class="mainblock"><div class="mainTitle"><h1>{s.title}</h1></div><article itemprop="articleBody"><h5 class="dtl">{s.words.date}</h5>{rows}</article></div><aside class="textMTags">{s.words.tags}: x</aside><div class="timeline">{links(s, 8)}</div></body></html>'


UNSEEN: dict[str, tuple[Layout, str]] = {
    "hashed": (hashed, "ar fa"),
    "channel": (channel, "ar en"),
    "blocks": (blocks, "ru ar"),
    "wire": (wire, "ru en"),
    "foreign_office": (foreign_office, "ru en"),
    "joomla": (joomla, "ar fa"),
    "forum": (forum, "ar ru"),
    "blogger": (blogger, "ar fa"),
    "drupal": (drupal, "ar en"),
    "fars": (fars, "fa ar"),
    "tasnim": (tasnim, "fa ar"),
    "next_data": (next_data, "ar en"),
    "magazine": (magazine, "ar en"),
    "windows_cyrillic": (windows_cyrillic, "ru ru"),
}
