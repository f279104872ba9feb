/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doc_file.h - a Word document as it lies in its compound file: the header,
 * tables, and the pieces that the text is in. Threads: one.
 */
#ifndef EXTRACTORS_DOC_FILE_H
#define EXTRACTORS_DOC_FILE_H

#include "extractors/doc_format.h"
#include "extractors/ole.h"

#define SP_DOC_FIB 0x2E0 /* bytes of the header */
#define SP_DOC_PARTS 8	 /* body, footnotes, headers and so on, in the order of the text */

/* Tables, by their number in the list of them (Word 97). */
enum sp_doc_table {
	SP_DOC_HEADERS = 11,
	SP_DOC_CHARACTERS = 12,
	SP_DOC_PARAGRAPHS = 13,
	SP_DOC_PIECES = 33,
	SP_DOC_COMMENTERS = 36,
	SP_DOC_REVISERS = 51,
	SP_DOC_SAVED_BY = 71,
};

struct sp_doc_file {
	struct sp_sink *out;
	struct sp_ole *ole;
	struct sp_input *main, *tables;
	unsigned char fib[SP_DOC_FIB];
	bool word_97;
	unsigned char *pieces;
	size_t n_pieces;
	uint32_t parts[SP_DOC_PARTS]; /* characters of each */
	bool damaged;
	struct sp_doc_runs characters, paragraphs;
};

/*
 * Opens the document in `ole`. SP_FAILED: it is none, or has a password; that was told. With no
 * pieces its text is in no order. Release it in any case.
 */
SP_CHECK enum sp_status sp_doc_file_open(struct sp_doc_file *doc, struct sp_ole *ole,
					 struct sp_sink *out);
void sp_doc_file_release(struct sp_doc_file *doc);

/* Tells of damage, the first time. */
void sp_doc_file_damaged(struct sp_doc_file *doc, const char *detail);

/* Memory of sp_mem_alloc; NULL with SP_OK: the table is not there, or not whole. */
SP_CHECK enum sp_status sp_doc_file_table(struct sp_doc_file *doc, enum sp_doc_table table,
					  unsigned char **data, size_t *len);

/* The number of a piece's first character; of piece n_pieces: of the end. */
uint32_t sp_doc_piece_start(const struct sp_doc_file *doc, size_t i);
/* Where a piece lies in the stream, and how many bytes a character of it has. */
uint32_t sp_doc_piece_place(const struct sp_doc_file *doc, size_t i, unsigned *width);

/* Of text before Unicode, by the document's language. */
unsigned sp_doc_code_page(const struct sp_doc_file *doc);

#endif
