/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * book_parts.c - of a workbook what is beside its sheets: their list, their
 * formats, and what each part is (ECMA-376 part 1, 18.2 and 18.8; part 2).
 */
#include "reporters/book.h"

#include <string.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATED "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define SHEET_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml."

/* A part is a sheet where nothing else is said. */
static const char types[] =
	XML "<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"rels\" "
	    "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
	    "<Default Extension=\"xml\" ContentType=\"" SHEET_TYPE "worksheet+xml\"/>"
	    "<Override PartName=\"/xl/workbook.xml\" ContentType=\"" SHEET_TYPE "sheet.main+xml\"/>"
	    "<Override PartName=\"/xl/styles.xml\" ContentType=\"" SHEET_TYPE "styles+xml\"/>"
	    "</Types>\n";

static const char top[] = XML "<Relationships xmlns=\"" PACKAGE "relationships\">"
			      "<Relationship Id=\"rId1\" Type=\"" RELATED "/officeDocument\" "
			      "Target=\"xl/workbook.xml\"/></Relationships>\n";

/* Formats by number: none, heads, texts and numbers, days. */
static const char styles[] =
	XML "<styleSheet xmlns=\"" MAIN "\">"
	    "<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts>"
	    "<fonts count=\"2\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/>"
	    "</font><font><b/><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font>"
	    "</fonts><fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
	    "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
	    "<borders count=\"2\"><border><left/><right/><top/><bottom/><diagonal/></border>"
	    "<border><left/><right/><top/><bottom style=\"thin\"><color auto=\"1\"/></bottom>"
	    "<diagonal/></border></borders>"
	    "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" "
	    "borderId=\"0\"/></cellStyleXfs><cellXfs count=\"4\">"
	    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>"
	    "<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"1\" xfId=\"0\" "
	    "applyFont=\"1\" applyBorder=\"1\"/>"
	    "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
	    "applyAlignment=\"1\"><alignment vertical=\"top\" wrapText=\"1\"/></xf>"
	    "<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" "
	    "applyNumberFormat=\"1\" applyAlignment=\"1\"><alignment vertical=\"top\"/></xf>"
	    "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" "
	    "builtinId=\"0\"/></cellStyles></styleSheet>\n";

static void put_part(struct sp_book *book, const char *name, const char *data, size_t len)
{
	struct sp_zip_member member;

	sp_zip_out_begin(&book->zip, &member, name, false);
	sp_zip_out_add(&member, data, len);
	sp_zip_out_end(&member);
}

static void put_made(struct sp_book *book, const char *name, struct sp_buf *out)
{
	if (out->failed)
		book->failed = true;
	put_part(book, name, sp_buf_str(out), out->len);
	sp_buf_reset(out);
}

/* What is printed on each page, and what can be filtered. Names have no apostrophe, nor markup. */
static void name_ranges(const struct sp_book *book, struct sp_buf *out)
{
	sp_buf_puts(out, "<definedNames>");
	for (size_t i = 0; i < book->n_sheets; i++) {
		const struct sp_book_sheet *sheet = &book->sheets[i];
		if (sheet->filtered)
			sp_buf_printf(out,
				      "<definedName name=\"_xlnm._FilterDatabase\" "
				      "localSheetId=\"%zu\" hidden=\"1\">'%s'!$A$1:$%c$%u"
				      "</definedName>",
				      i, sheet->name, 'A' + (int)sheet->columns - 1,
				      (unsigned)sheet->row - 1);
	}
	for (size_t i = 0; i < book->n_sheets; i++)
		sp_buf_printf(out,
			      "<definedName name=\"_xlnm.Print_Titles\" localSheetId=\"%zu\">"
			      "'%s'!$1:$1</definedName>",
			      i, book->sheets[i].name);
	sp_buf_puts(out, "</definedNames>");
}

static void list_sheets(const struct sp_book *book, struct sp_buf *out)
{
	sp_buf_puts(out, XML "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" RELATED "\"><bookViews>"
			     "<workbookView/></bookViews><sheets>");
	for (size_t i = 0; i < book->n_sheets; i++)
		sp_buf_printf(out, "<sheet name=\"%s\" sheetId=\"%zu\" r:id=\"rId%zu\"/>",
			      book->sheets[i].name, i + 1, i + 1);
	sp_buf_puts(out, "</sheets>");
	name_ranges(book, out);
	sp_buf_puts(out, "</workbook>\n");
}

static void relate_sheets(const struct sp_book *book, struct sp_buf *out)
{
	sp_buf_puts(out, XML "<Relationships xmlns=\"" PACKAGE "relationships\">");
	for (size_t i = 0; i < book->n_sheets; i++)
		sp_buf_printf(out,
			      "<Relationship Id=\"rId%zu\" Type=\"" RELATED "/worksheet\" "
			      "Target=\"/%s\"/>",
			      i + 1, book->sheets[i].part);
	sp_buf_printf(out,
		      "<Relationship Id=\"rId%zu\" Type=\"" RELATED "/styles\" "
		      "Target=\"/xl/styles.xml\"/></Relationships>\n",
		      book->n_sheets + 1);
}

void sp_book_first_parts(struct sp_book *book)
{
	put_part(book, "[Content_Types].xml", types, strlen(types));
	put_part(book, "_rels/.rels", top, strlen(top));
	put_part(book, "xl/styles.xml", styles, strlen(styles));
}

void sp_book_last_parts(struct sp_book *book)
{
	struct sp_buf out = SP_BUF_INIT(SP_BUF_UNCAPPED);

	list_sheets(book, &out);
	put_made(book, "xl/workbook.xml", &out);
	relate_sheets(book, &out);
	put_made(book, "xl/_rels/workbook.xml.rels", &out);
	sp_buf_release(&out);
}
