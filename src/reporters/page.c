/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c - see page.h. The policy names the style sheet by its hash, so that
 * not even a style that crept in with a name would be obeyed.
 */
#include "reporters/page.h"

#include "base/digest.h"
#include "reporters/display.h"

#include <string.h>

static const char style[] =
	":root{color-scheme:light dark;--ink:#1b2430;--soft:#55616f;--line:#d5dbe2;--paper:#fff;"
	"--band:#f3f5f8;--accent:#0b5394;--mark:#fff1a8;--alarm:#a11212;--alarm-band:#fdecec;"
	"--care:#8a5a00;--care-band:#fff6e0}"
	"@media(prefers-color-scheme:dark){:root{--ink:#e4e8ee;--soft:#a2adba;--line:#384351;"
	"--paper:#12171d;--band:#1b222b;--accent:#86b8ec;--mark:#5b4a00;--alarm:#ff9d9d;"
	"--alarm-band:#3a1718;--care:#ffcf70;--care-band:#33270c}}"
	"*{box-sizing:border-box}"
	"body{margin:0;background:var(--paper);color:var(--ink);"
	"font:15px/1.5 system-ui,'Segoe UI','Liberation Sans',Arial,sans-serif}"
	"main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 4rem}"
	"h1{font-size:1.9rem;line-height:1.2;margin:0 0 .25rem}"
	"h2{font-size:1.2rem;margin:2.2rem 0 .6rem;padding-bottom:.25rem;"
	"border-bottom:2px solid var(--accent)}"
	"h3{font-size:1rem;margin:0;overflow-wrap:anywhere}"
	"p{margin:.4rem 0;overflow-wrap:anywhere}.soft{color:var(--soft)}.small{font-size:.87rem}"
	"table{border-collapse:collapse;width:100%;margin:.5rem 0}"
	"th,td{text-align:left;vertical-align:top;padding:.3rem .6rem .3rem 0;"
	"border-bottom:1px solid var(--line);overflow-wrap:anywhere}"
	"th{font-size:.82rem;color:var(--soft);font-weight:600}"
	"td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap;"
	"padding-right:1rem;width:1%}td.fix{white-space:nowrap;width:1%;padding-right:1.2rem}"
	".facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.6rem;"
	"margin:1rem 0}.facts div{background:var(--band);border-radius:6px;padding:.6rem .8rem}"
	".facts b{display:block;font-size:1.35rem;line-height:1.3}"
	".facts span{color:var(--soft);font-size:.85rem}"
	".note{border-left:4px solid var(--accent);background:var(--band);padding:.6rem .9rem;"
	"margin:.8rem 0;border-radius:0 6px 6px 0}"
	".care{border-left-color:var(--care);background:var(--care-band)}"
	".alarm{border-left-color:var(--alarm);background:var(--alarm-band)}"
	".place{border:1px solid var(--line);border-radius:8px;padding:.8rem 1rem .4rem;"
	"margin:.9rem 0}.place table{table-layout:fixed}.place th:nth-child(1){width:24%}"
	".place th:nth-child(2){width:21%}.record table{table-layout:fixed}"
	".record th:nth-child(1){width:52%}.record th:nth-child(2){width:16%}"
	".chip{display:inline-block;font-size:.78rem;padding:.05rem .5rem;border-radius:1rem;"
	"background:var(--band);border:1px solid var(--line);margin:.1rem .25rem .1rem 0}"
	".chip.care{color:var(--care);background:var(--care-band)}"
	".chip.alarm{color:var(--alarm);background:var(--alarm-band);font-weight:600}"
	"q{quotes:none;font-family:ui-monospace,'Liberation Mono',Consolas,monospace;"
	"font-size:.85rem;white-space:pre-wrap}"
	"mark{background:var(--mark);color:inherit;border-radius:2px;padding:0 .1em}"
	"dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0}"
	"dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}"
	".fill td:last-child{height:2.6rem;width:60%}"
	"footer{margin-top:3rem;color:var(--soft);font-size:.82rem;border-top:1px solid "
	"var(--line);"
	"padding-top:.6rem}"
	"@page{size:A4;margin:18mm 16mm 20mm}"
	"@media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;"
	"--band:#f4f4f4;--accent:#0b5394;--mark:#ffef9e;--alarm:#a11212;--alarm-band:#fff;"
	"--care:#7a4f00;--care-band:#fff}body{font-size:10pt}main{max-width:none;padding:0}"
	"*{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
	"h2,h3,.head{break-after:avoid}tr,.facts,.note,.place,.head{break-inside:avoid}"
	"thead{display:table-header-group}}";

static const char *escape_of(char c)
{
	switch (c) {
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '&':
		return "&amp;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

bool sp_page_text(struct sp_buf *out, const char *s)
{
	struct sp_buf harmless = SP_BUF_INIT(SP_BUF_UNCAPPED);
	bool ok = sp_display_put(&harmless, s);

	for (const char *at = sp_buf_str(&harmless); *at; at++) {
		const char *escape = escape_of(*at);
		if (escape)
			sp_buf_puts(out, escape);
		else
			sp_buf_putc(out, *at);
	}
	out->failed = out->failed || !ok || harmless.failed;
	sp_buf_release(&harmless);
	return !out->failed;
}

bool sp_page_element(struct sp_buf *out, const char *element, const char *class, const char *text)
{
	sp_buf_printf(out, "<%s%s%s%s>", element, class ? " class=\"" : "", class ? class : "",
		      class ? "\"" : "");
	sp_page_text(out, text);
	return sp_buf_printf(out, "</%s>\n", element);
}

bool sp_page_open(struct sp_buf *out, enum sp_language language, const char *title)
{
	char hash[SP_SHA256_TEXT];

	sp_sha256_text(style, sizeof(style) - 1, hash);
	sp_buf_printf(out,
		      "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		      "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n"
		      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		      "<meta name=\"referrer\" content=\"no-referrer\">\n"
		      "<meta name=\"robots\" content=\"noindex\">\n",
		      language == SP_SWEDISH ? "sv" : "en", hash);
	sp_page_element(out, "title", NULL, title);
	sp_buf_puts(out, "<style>");
	sp_buf_puts(out, style);
	return sp_buf_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

bool sp_page_close(struct sp_buf *out)
{
	return sp_buf_puts(out, "</main>\n</body>\n</html>\n");
}
