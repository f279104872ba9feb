/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rtf_words.h - the control words of RTF that matter to its text. Threads: immutable. */
#ifndef EXTRACTORS_RTF_WORDS_H
#define EXTRACTORS_RTF_WORDS_H

/* What a group holds. */
enum sp_rtf_holds {
	SP_RTF_TEXT,	/* text of the body, or of what stands beside it */
	SP_RTF_NOTHING, /* nothing to be read, nor in the groups within */
	SP_RTF_GROUPS,	/* no text of its own, but groups that may have some */
	SP_RTF_INFO,	/* groups that are properties */
	SP_RTF_FONTS,	/* the table of fonts */
	SP_RTF_LIST,	/* groups that are values of a property of that name */
	SP_RTF_EITHER,	/* the same twice: the second time in Unicode */
	SP_RTF_PICTURE, /* hex digits of a picture */
	SP_RTF_OBJECT,	/* hex digits of an OLE object */
	SP_RTF_HTML,	/* a piece of the HTML that it was made from */
	SP_RTF_SHAPE,	/* a shape's property: a name and a value */
	SP_RTF_NAME,	/* the name of a property of a shape or the document */
};

enum sp_rtf_action {
	SP_RTF_ANSI_PAGE, /* the code page of all */
	SP_RTF_BIN,	  /* so many raw bytes follow */
	SP_RTF_CELL,
	SP_RTF_CHARSET, /* of a font, by Windows' number */
	SP_RTF_DELETED, /* the text was deleted */
	SP_RTF_ENDNOTE, /* the footnote is an endnote */
	SP_RTF_FONT,
	SP_RTF_FONT_PAGE, /* of a font, by its code page */
	SP_RTF_FROM_HTML,
	SP_RTF_GROUP,	 /* the group holds something else than text */
	SP_RTF_HTML_RTF, /* what follows is not in the HTML */
	SP_RTF_IN_TABLE,
	SP_RTF_LINE,  /* the group stands beside the text, a line of its own */
	SP_RTF_NAMED, /* the group is a property's value, its name was told before */
	SP_RTF_PAGE,  /* the code page of all, known by the word itself */
	SP_RTF_PARAGRAPH,
	SP_RTF_PARD,
	SP_RTF_PART, /* the group is a part of that name */
	SP_RTF_PICTURE_KIND,
	SP_RTF_PLAIN,
	SP_RTF_PROPERTY, /* of the document, in its information alone */
	SP_RTF_ROW,
	SP_RTF_SAY,  /* stands for a character */
	SP_RTF_SKIP, /* characters that stand for a \u */
	SP_RTF_UNICODE,
	SP_RTF_UNICODE_GROUP,
	SP_RTF_VALUE,	       /* of a shape's property */
	SP_RTF_ASIDE_PROPERTY, /* a property of what stands beside, wherever it is */
};

struct sp_rtf_word {
	const char *name;
	enum sp_rtf_action action;
	enum sp_rtf_holds holds;
	const char *text; /* to say; name of the part or property; ending of a file's name */
	unsigned page;
};

/* NULL: it does not matter. */
const struct sp_rtf_word *sp_rtf_word_find(const char *name);

/* The code page of a font with that \fcharset; 0: that of the document. */
unsigned sp_rtf_charset_page(long number);

#endif
