/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extractor.h - a format: one file, one table line.
 *
 * An extractor knows its input and its sink and nothing else: no detector, no
 * other extractor, no thread, no file system. It pushes text, places, members
 * and problems into the sink; windows, nesting and limits are the sink's
 * business. When a sink call returns anything but SP_OK the extractor cleans
 * up and passes that status on.
 */
#ifndef SPANA_EXTRACTOR_H
#define SPANA_EXTRACTOR_H

#include "spana/input.h"
#include "spana/limits.h"
#include "spana/segment.h"
#include "spana/status.h"

#include <stdatomic.h>

struct sp_buf;
struct sp_sink;

/* A slice of a file, which is read apart from the rest of it. */
struct sp_slice {
	uint64_t at, len; /* bytes of the file */
	uint64_t before;  /* members of the file itself that begin ahead of it */
	/* Of the file, all levels, as far as limits have counted them. */
	uint64_t members, unpacked;
};

struct sp_extractor {
	const char *name; /* "docx": the `format` of a finding */
	/*
	 * Bits of the content verified, 0: not ours. Peeks, is cheap, and is own code
	 * alone: what looks like text is probed in the program's own process.
	 */
	unsigned (*probe)(struct sp_input *in);
	/*
	 * SP_OK: all of it was read. SP_SKIPPED: known to hold no text.
	 * SP_PARTIAL and SP_FAILED come with at least one problem.
	 */
	enum sp_status (*extract)(struct sp_input *in, struct sp_sink *out);
	void (*init)(void); /* its library's own setup, once, before threads; or NULL */
	bool streams; /* reads any size in constant memory: max_item and max_text do not bind it */
	/*
	 * Read in the program's own process, not in a reader that is confined: for
	 * what only our own bounded code reads, and that has no members.
	 */
	bool in_process;
	/*
	 * Of a format whose files may be read in slices, one after the other or at
	 * once, which then say what the whole says; or NULL. A slice begins at
	 * slice->at: sets slice->len, at least `least` but for the last one, and
	 * *members, how many begin within. SP_FAILED: the input could not be read on
	 * (sp_input_error). As cheap as a probe, and own code alone.
	 */
	enum sp_status (*cut)(struct sp_input *in, struct sp_slice *slice, uint64_t least,
			      uint64_t *members);
};

/* All formats, NULL-ended; the highest bid wins, ties go to the first. */
extern const struct sp_extractor *const sp_extractors[];

/*
 * The format of an input where the program itself has to do with it, else NULL: where it is
 * in_process, or has slices. Of the latter it cannot `extract`. What looks like no text is not
 * shown to the other probes.
 */
const struct sp_extractor *sp_extractor_of_text(struct sp_input *in);

/*
 * Once per process, before threads: locale, libraries' own setup.
 */
void sp_extractors_init(void);

/* Appends a line for each library that formats are read with: "libxml2 2.9.14". */
void sp_extractors_libraries(struct sp_buf *out);

/* ---- what an extractor may say ---- */

/*
 * Text that follows stands at a place within the present one, until
 * sp_sink_leave. Text of two places is separated (a tab between cells of a
 * row, else a newline), and no match spans them. `name` is copied, and may be
 * NULL; it is made valid UTF-8.
 */
SP_CHECK enum sp_status sp_sink_enter(struct sp_sink *out, enum sp_place_kind kind,
				      const char *name, uint64_t number);
void sp_sink_leave(struct sp_sink *out);

/* Gives the present place a label (copied): a column's header, a key. */
SP_CHECK enum sp_status sp_sink_label(struct sp_sink *out, const char *label);

/*
 * The item's text is a running one, and its places lie over it: nothing is put
 * between them, and lines and columns are those of the text. Before any text.
 */
void sp_sink_running(struct sp_sink *out);

/*
 * Text of the present place. Borrows; must be UTF-8. Bytes that are not become
 * U+FFFD. Calls are joined as they are: cut a text anywhere, even within a
 * character, but put a separator in wherever a reader would see one.
 */
SP_CHECK enum sp_status sp_sink_text(struct sp_sink *out, const char *utf8, size_t len);

/* The same for whole characters that are known to be well-formed: what a sp_reader gave. */
SP_CHECK enum sp_status sp_sink_good_text(struct sp_sink *out, const char *utf8, size_t len);

/* enter, text, leave: for a header's value, a property, a cell. len 0: nothing is said. */
SP_CHECK enum sp_status sp_sink_value(struct sp_sink *out, enum sp_place_kind kind,
				      const char *name, const char *utf8, size_t len);

/*
 * Text that follows in this item is rows of delimited values. Before any text.
 * The sink copies it.
 */
SP_CHECK enum sp_status sp_sink_delimited(struct sp_sink *out, const struct sp_delimited *rows);

/* Part of the item cannot be read. detail: short, no content; may be NULL. */
void sp_sink_problem(struct sp_sink *out, enum sp_reason reason, const char *detail);

/* As above with the reason and text of an input that failed to read. */
void sp_sink_input_problem(struct sp_sink *out, const struct sp_input *in);

/* The name of the item that is read, valid UTF-8; "" if it has none. For names of members alone. */
const char *sp_sink_name(struct sp_sink *out);

/* The media type of an item that holds no text or is not supported. Copied. */
void sp_sink_media_type(struct sp_sink *out, const char *media_type);

/* A finer name for the format than the extractor's: "xlsm", "csv". Not copied: a literal. */
void sp_sink_format(struct sp_sink *out, const char *format);

/* Members of the item that were in slices of it ahead of this one. */
uint64_t sp_sink_before(const struct sp_sink *out);

/* How many bytes of data of an unknown kind are to be searched for runs of text; 0: none. */
uint64_t sp_sink_raw(const struct sp_sink *out);

/*
 * `bytes` were unpacked in order to read this item (a part of a document, not
 * a member: those are counted by themselves). Also the place where a long
 * computation learns that its time is up.
 */
SP_CHECK enum sp_status sp_sink_spend(struct sp_sink *out, uint64_t bytes);

/*
 * A member that is at hand as an input. Takes child. `name` is copied and made
 * valid UTF-8. SP_OK also when the member itself could not be read: that is
 * its own problem. Not between child_open and child_close.
 */
SP_CHECK enum sp_status sp_sink_child(struct sp_sink *out, const char *name,
				      struct sp_input *child);

/*
 * A member that is unpacked piece by piece: open, write ..., close. After
 * sp_sink_child_write has returned SP_SKIPPED the rest of the member is not
 * wanted (a limit was told): go on with close. Any other status ends the
 * container, after close. If the member's data broke off, `reason` says why
 * and what came is read all the same; else SP_REASON_NONE.
 */
SP_CHECK enum sp_status sp_sink_child_open(struct sp_sink *out, const char *name);
SP_CHECK enum sp_status sp_sink_child_write(struct sp_sink *out, const void *data, size_t len);
SP_CHECK enum sp_status sp_sink_child_close(struct sp_sink *out, enum sp_reason reason,
					    const char *detail);

/*
 * The next member is said to be of this format (an extractor's name, borrowed):
 * it is read as such where its content may be that, and is nothing better known.
 */
void sp_sink_expect(struct sp_sink *out, const char *format);

/*
 * A member that has no bytes of its own, as a message in a store of mail: what
 * follows is told of it, until sp_sink_member_end. Any status but SP_OK: there
 * is no member, and nothing to end; SP_SKIPPED goes on with the next one.
 */
SP_CHECK enum sp_status sp_sink_member_begin(struct sp_sink *out, const char *name,
					     const char *format, uint64_t size);
/* `status`: how it went. SP_OK also where the member could not be read: that was its own problem.
 */
SP_CHECK enum sp_status sp_sink_member_end(struct sp_sink *out, enum sp_status status);

/* A member that cannot be read at all: it is counted as not read, with the reason. */
SP_CHECK enum sp_status sp_sink_child_unread(struct sp_sink *out, const char *name, uint64_t size,
					     enum sp_reason reason, const char *detail);

/* ---- what a sink tells its owner ---- */

/*
 * In order: begin, then segments, problems and members (begin ... end within),
 * then end. Called on the sink's thread. SP_FATAL from one ends the file.
 */
struct sp_sink_events {
	enum sp_status (*begin)(void *context, const struct sp_item *item);
	enum sp_status (*segment)(void *context, const struct sp_segment *segment);
	enum sp_status (*problem)(void *context, const struct sp_item *item, enum sp_reason reason,
				  const char *detail);
	enum sp_status (*end)(void *context, const struct sp_item *item, enum sp_outcome outcome);
	/*
	 * Bytes of an item that is wanted (sp_sink_want), in order, right after its
	 * begin; once with none where it is empty. May be NULL where nothing is.
	 */
	enum sp_status (*bytes)(void *context, const struct sp_item *item, const void *data,
				size_t len);
};

/* Most items of a file that may be wanted at once. */
#define SP_WANTED_MOST 4000

/* One per worker; reused for file after file. Threads: one. */
SP_CHECK enum sp_status sp_sink_new(struct sp_sink **out, const struct sp_limits *limits,
				    const struct sp_sink_events *events, void *context,
				    const atomic_bool *stop);
void sp_sink_free(struct sp_sink *sink);

/*
 * Of the files that follow, the bytes of the items with these numbers are told,
 * beside their text. Of an item that has none of its own (sp_sink_member_begin)
 * those of its members are. Borrows `numbers`, which ascend.
 */
void sp_sink_want(struct sp_sink *sink, const uint32_t *numbers, size_t n);

/*
 * Reads one file and all its members. `name` is the file's own, without its
 * folder, or NULL. `in` is borrowed, and NULL where the
 * file could not be opened: then `error` says why, and the item is not read.
 * SP_FATAL: stopped, or an event said so; the file is not complete then.
 */
SP_CHECK enum sp_status sp_sink_file(struct sp_sink *sink, const char *name, struct sp_input *in,
				     const struct sp_error *error);

/* As above, for one that is not read: it could not be opened, or is larger than max_file_size. */
SP_CHECK enum sp_status sp_sink_file_unread(struct sp_sink *sink, const char *name,
					    struct sp_input *in, const struct sp_error *error);

/*
 * Reads one slice of a file, of which `in` is the whole; sums in `slice` grow by what
 * it held. Members are numbered from 1 on in each slice.
 */
SP_CHECK enum sp_status sp_sink_slice(struct sp_sink *sink, const char *name, struct sp_input *in,
				      struct sp_slice *slice);

/*
 * As sp_sink_file, for an input whose format is known to be `extractor`, which is
 * in_process. A member ends the file with SP_FATAL: it would not be confined.
 */
SP_CHECK enum sp_status sp_sink_file_as(struct sp_sink *sink, const char *name, struct sp_input *in,
					const struct sp_extractor *extractor);

#endif
