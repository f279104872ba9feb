/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rtf_words.c - see rtf_words.h. From the specification of RTF 1.9.1 and, for
 * HTML within RTF, [MS-OXRTFEX].
 */
#include "extractors/rtf_words.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define W(name, action)                                     \
	{                                                   \
		name, SP_RTF_##action, SP_RTF_TEXT, NULL, 0 \
	}
#define T(name, action, text)                               \
	{                                                   \
		name, SP_RTF_##action, SP_RTF_TEXT, text, 0 \
	}
#define G(name, holds)                                      \
	{                                                   \
		name, SP_RTF_GROUP, SP_RTF_##holds, NULL, 0 \
	}
#define L(name, property)                                    \
	{                                                    \
		name, SP_RTF_GROUP, SP_RTF_LIST, property, 0 \
	}
#define P(name, page)                                      \
	{                                                  \
		name, SP_RTF_PAGE, SP_RTF_TEXT, NULL, page \
	}

/* In order. */
/* clang-format off */
static const struct sp_rtf_word words[] = {
	G("aftncn", NOTHING),
	G("aftnsep", NOTHING),
	G("aftnsepc", NOTHING),
	T("annotation", PART, "comment"),
	P("ansi", 1252),
	W("ansicpg", ANSI_PAGE),
	T("atnauthor", ASIDE_PROPERTY, "author"),
	G("atndate", NOTHING),
	T("atnid", ASIDE_PROPERTY, "initials"),
	G("atnparent", NOTHING),
	G("atnref", NOTHING),
	G("atntime", NOTHING),
	G("atrfend", NOTHING),
	G("atrfstart", NOTHING),
	T("author", PROPERTY, "author"),
	G("background", GROUPS),
	W("bin", BIN),
	G("bkmkend", NOTHING),
	G("bkmkstart", NOTHING),
	G("blipuid", NOTHING),
	T("bullet", SAY, "\xE2\x80\xA2"),
	T("category", PROPERTY, "category"),
	W("cell", CELL),
	G("colorschememapping", NOTHING),
	G("colortbl", NOTHING),
	W("column", PARAGRAPH),
	T("comment", PROPERTY, "comment"),
	T("company", PROPERTY, "company"),
	W("cpg", FONT_PAGE),
	G("datafield", NOTHING),
	G("datastore", NOTHING),
	W("deleted", DELETED),
	T("dibitmap", PICTURE_KIND, "dib"),
	G("do", GROUPS),
	T("doccomm", PROPERTY, "comments"),
	L("docvar", "docvar"),
	T("dptxbxtext", PART, "textbox"),
	T("emdash", SAY, "\xE2\x80\x94"),
	T("emfblip", PICTURE_KIND, "emf"),
	T("emspace", SAY, " "),
	T("endash", SAY, "\xE2\x80\x93"),
	T("enspace", SAY, " "),
	W("f", FONT),
	G("falt", NOTHING),
	W("fcharset", CHARSET),
	W("ffdeftext", LINE),
	W("ffformat", LINE),
	W("ffhelptext", LINE),
	W("ffl", LINE),
	W("ffname", LINE),
	W("ffstattext", LINE),
	G("field", TEXT),
	G("filetbl", NOTHING),
	W("fldinst", LINE),
	G("fldrslt", TEXT),
	G("fname", NOTHING),
	G("fontemb", NOTHING),
	G("fonttbl", FONTS),
	T("footer", PART, "footer"),
	T("footerf", PART, "footer"),
	T("footerl", PART, "footer"),
	T("footerr", PART, "footer"),
	T("footnote", PART, "footnote"),
	G("formfield", GROUPS),
	W("fromhtml", FROM_HTML),
	W("ftnalt", ENDNOTE),
	G("ftncn", NOTHING),
	G("ftnsep", NOTHING),
	G("ftnsepc", NOTHING),
	G("generator", NOTHING),
	T("header", PART, "header"),
	T("headerf", PART, "header"),
	T("headerl", PART, "header"),
	T("headerr", PART, "header"),
	W("hlfr", LINE),
	T("hlinkbase", PROPERTY, "hlinkbase"),
	W("hlloc", LINE),
	W("hlsrc", LINE),
	W("htmlrtf", HTML_RTF),
	G("htmltag", HTML),
	G("info", INFO),
	W("intbl", IN_TABLE),
	T("jpegblip", PICTURE_KIND, "jpg"),
	T("keywords", PROPERTY, "keywords"),
	G("latentstyles", NOTHING),
	T("lbr", SAY, "\n"),
	T("ldblquote", SAY, "\xE2\x80\x9C"),
	T("line", SAY, "\n"),
	G("listoverridetable", NOTHING),
	G("listtable", NOTHING),
	G("listtext", TEXT),
	T("lquote", SAY, "\xE2\x80\x98"),
	P("mac", 10000),
	T("macpict", PICTURE_KIND, "pict"),
	G("mailmerge", GROUPS),
	T("manager", PROPERTY, "manager"),
	G("mhtmltag", NOTHING),
	T("mmaddfieldname", ASIDE_PROPERTY, "mailmerge"),
	T("mmconnectstr", ASIDE_PROPERTY, "mailmerge"),
	T("mmconnectstrdata", ASIDE_PROPERTY, "mailmerge"),
	T("mmdatasource", ASIDE_PROPERTY, "mailmerge"),
	T("mmheadersource", ASIDE_PROPERTY, "mailmerge"),
	T("mmmailsubject", ASIDE_PROPERTY, "subject"),
	T("mmodsoudldata", ASIDE_PROPERTY, "mailmerge"),
	T("mmquery", ASIDE_PROPERTY, "mailmerge"),
	W("nestcell", CELL),
	W("nestrow", ROW),
	G("nesttableprops", GROUPS),
	T("nextfile", ASIDE_PROPERTY, "mailmerge"),
	G("nonesttables", NOTHING),
	G("nonshppict", NOTHING),
	G("objalias", NOTHING),
	G("objclass", NOTHING),
	G("objdata", OBJECT),
	G("object", GROUPS),
	G("objsect", NOTHING),
	T("operator", PROPERTY, "operator"),
	W("page", PARAGRAPH),
	G("panose", NOTHING),
	W("par", PARAGRAPH),
	W("pard", PARD),
	P("pc", 437),
	P("pca", 850),
	G("pgdsc", NOTHING),
	G("pgdsctbl", NOTHING),
	G("picprop", GROUPS),
	G("pict", PICTURE),
	W("plain", PLAIN),
	T("pmmetafile", PICTURE_KIND, "met"),
	G("pn", NOTHING),
	T("pngblip", PICTURE_KIND, "png"),
	G("pntext", TEXT),
	G("propname", NAME),
	L("protusertbl", "user"),
	T("qmspace", SAY, " "),
	T("rdblquote", SAY, "\xE2\x80\x9D"),
	G("result", TEXT),
	L("revtbl", "author"),
	W("row", ROW),
	T("rquote", SAY, "\xE2\x80\x99"),
	G("rsidtbl", NOTHING),
	W("rxe", LINE),
	W("sect", PARAGRAPH),
	G("shp", GROUPS),
	G("shpgrp", GROUPS),
	G("shpinst", GROUPS),
	G("shppict", GROUPS),
	G("shprslt", NOTHING),
	T("shptxt", PART, "textbox"),
	G("sn", NAME),
	T("softline", SAY, "\n"),
	G("sp", SHAPE),
	W("staticval", NAMED),
	G("stylesheet", NOTHING),
	T("subject", PROPERTY, "subject"),
	W("sv", VALUE),
	T("tab", SAY, "\t"),
	W("tc", LINE),
	T("template", ASIDE_PROPERTY, "template"),
	G("themedata", NOTHING),
	T("title", PROPERTY, "title"),
	W("txe", LINE),
	W("u", UNICODE),
	W("uc", SKIP),
	W("ud", UNICODE_GROUP),
	G("upr", EITHER),
	G("userprops", GROUPS),
	T("wbitmap", PICTURE_KIND, "bmp"),
	T("wmetafile", PICTURE_KIND, "wmf"),
	W("xe", LINE),
	G("xmlnstbl", NOTHING),
};
/* clang-format on */

static int compare(const void *key, const void *item)
{
	return strcmp(key, ((const struct sp_rtf_word *)item)->name);
}

const struct sp_rtf_word *sp_rtf_word_find(const char *name)
{
	return bsearch(name, words, sizeof(words) / sizeof(words[0]), sizeof(words[0]), compare);
}

unsigned sp_rtf_charset_page(long number)
{
	static const struct {
		unsigned char number;
		unsigned short page;
	} pages[] = {
		{ 77, 10000 }, { 78, 932 },   { 79, 949 },   { 80, 936 },   { 81, 950 },
		{ 128, 932 },  { 129, 949 },  { 130, 1361 }, { 134, 936 },  { 136, 950 },
		{ 161, 1253 }, { 162, 1254 }, { 163, 1258 }, { 177, 1255 }, { 178, 1256 },
		{ 186, 1257 }, { 204, 1251 }, { 222, 874 },  { 238, 1250 }, { 254, 437 },
		{ 255, 850 },
	};

	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (pages[i].number == number)
			return pages[i].page;
	return 0;
}
