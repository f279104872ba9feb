/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ooxml.h - what docx, xlsx and pptx have in common.
 *
 * A document is a package of parts, linked by relationships. Each of the three
 * reads the parts that it knows in its own order and places; what is left then
 * is read by the kind of its first element, and what is no XML is a member.
 * Threads: one.
 */
#ifndef EXTRACTORS_OOXML_H
#define EXTRACTORS_OOXML_H

#include "extractors/package.h"
#include "extractors/prose.h"

/* Namespaces, whichever of their addresses (transitional, strict) is used. */
enum sp_ooxml_space {
	SP_OX_W = 1, /* WordprocessingML */
	SP_OX_S,     /* SpreadsheetML */
	SP_OX_P,     /* PresentationML */
	SP_OX_A,     /* DrawingML */
	SP_OX_WP,    /* where drawings stand: numbers, no text */
	SP_OX_M,     /* formulas */
	SP_OX_R,     /* ids of relationships */
	SP_OX_RELATIONS,
	SP_OX_TYPES,
	SP_OX_MC, /* alternatives */
	SP_OX_CORE,
	SP_OX_APP,
	SP_OX_CUSTOM,
	SP_OX_DC,
	SP_OX_THREADED, /* spreadsheets' threaded comments */
	SP_OX_P188,	/* presentations' threaded comments */
};

struct sp_docx;

/* How a part is read, and where its text stands. */
struct sp_ooxml_reader {
	const struct sp_sax_events *events; /* NULL: not known */
	void *context;
	const char *place; /* name of a PART around it, or NULL */
	/*
	 * The part has ended, or broken off, with that status: closes what is open
	 * and passes the status on, or a worse one.
	 */
	enum sp_status (*finish)(void *context, enum sp_status status);
};

struct sp_ooxml {
	struct sp_package package;
	struct sp_sink *out;
	struct sp_docx *docx; /* made when a part needs it */
	/* Knows parts, by their first element, that only this kind of document has; or NULL. */
	enum sp_status (*choose)(struct sp_ooxml *doc, struct sp_part *part,
				 const struct sp_sax_tag *root, struct sp_ooxml_reader *reader);
	void *kind; /* what it needs for that */
	bool known; /* it is a document of Office, not a package of something else */
	const struct sp_part *placed; /* its place (slide, sheet) has been entered */
};

/* ---- relationships ---- */

struct sp_relation {
	const char *id;
	const char *type;   /* the last word of its address: "comments" */
	const char *target; /* a part's name, or an address outside */
	bool external;
};

struct sp_relations {
	struct sp_relation *items;
	size_t n, room;
	struct sp_arena arena;
};

/*
 * Relationships of a part ("" for the package). Addresses outside the document
 * are text, and told, the first time they are read. The caller releases.
 */
SP_CHECK enum sp_status sp_ooxml_relations(struct sp_ooxml *doc, const char *part,
					   struct sp_relations *out);
void sp_relations_release(struct sp_relations *relations);
const struct sp_relation *sp_relations_find(const struct sp_relations *relations, const char *id,
					    size_t len);
/* The first of that type. */
const struct sp_relation *sp_relations_typed(const struct sp_relations *relations,
					     const char *type);

/* ---- parts ---- */

/* Reads an XML part by its first element, unless it was read already. */
SP_CHECK enum sp_status sp_ooxml_part(struct sp_ooxml *doc, struct sp_part *part);

/*
 * Reads the parts that belong to a part (its notes, comments, drawings), and
 * those that belong to them. Parts of the types in `except`, NULL-ended, are left.
 */
SP_CHECK enum sp_status sp_ooxml_related(struct sp_ooxml *doc, const char *part,
					 const char *const * not );

/*
 * Reads all XML parts that were not read yet; of a package that is no document
 * of Office only those of the package itself: the others are files like any.
 */
SP_CHECK enum sp_status sp_ooxml_leftovers(struct sp_ooxml *doc);

/* ---- alternatives: mc:AlternateContent, of which one branch is read ---- */

#define SP_ALTERNATES 16

struct sp_alternates {
	unsigned skipping; /* elements open in a branch that is not read */
	unsigned beyond;   /* alternatives nested too deep to choose: all are read */
	unsigned n;
	struct {
		uint64_t said;
		bool taken;
	} open[SP_ALTERNATES];
};

/* `said` counts text so far. true: the element is not to be looked at. */
bool sp_alternates_start(struct sp_alternates *alternates, const struct sp_sax_tag *tag,
			 uint64_t said);
bool sp_alternates_end(struct sp_alternates *alternates, int space, const char *name,
		       uint64_t said);

/* ---- readers of parts ---- */

/* Adds each attribute that is text (an author, an alternative text) as a line. false: no memory. */
SP_CHECK bool sp_ooxml_attributes(struct sp_buf *to, const struct sp_sax_tag *tag);

/* A part whose kind is not known, and all of DrawingML. */
struct sp_markup {
	struct sp_prose prose;
	struct sp_alternates alternates;
	struct sp_buf aside; /* attributes, told after the paragraph that they stand in */
	unsigned paragraph;  /* DrawingML paragraphs open */
	bool in_text, quiet;
};
void sp_markup_init(struct sp_markup *markup, struct sp_sink *out);
void sp_markup_release(struct sp_markup *markup);
SP_CHECK enum sp_status sp_markup_start(void *context, const struct sp_sax_tag *tag);
SP_CHECK enum sp_status sp_markup_end(void *context, int space, const char *name);
SP_CHECK enum sp_status sp_markup_text(void *context, const char *text, size_t len);
/* The part has ended: tells what still waits. Passes the status on, or a worse one. */
SP_CHECK enum sp_status sp_markup_finish(void *context, enum sp_status status);
extern const struct sp_sax_events sp_markup_events;

/* WordprocessingML. */
SP_CHECK enum sp_status sp_docx_new(struct sp_docx **out, struct sp_sink *sink);
void sp_docx_free(struct sp_docx *docx);
/* A part begins, with that first element. */
void sp_docx_reader(struct sp_docx *docx, const struct sp_sax_tag *root,
		    struct sp_ooxml_reader *reader);

/* The documents: `main` is their main part, and may be NULL where it is missing. */
SP_CHECK enum sp_status sp_docx_read(struct sp_ooxml *doc, struct sp_part *main);
SP_CHECK enum sp_status sp_xlsx_read(struct sp_ooxml *doc, struct sp_part *main);
SP_CHECK enum sp_status sp_pptx_read(struct sp_ooxml *doc, struct sp_part *main);

#endif
