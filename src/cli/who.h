/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * who.h - what the commands about one person share: who it is, and how the
 * sources are read anew for them.
 */
#ifndef CLI_WHO_H
#define CLI_WHO_H

#include "spana/subject.h"

#include "cli/common.h"

/* The person that the options name. false: told; the subject is released by the caller. */
bool make_subject(const struct settings *settings, struct sp_subject *out);

/* Who runs the command: a name for marks and answers. */
const char *author_name(char out[64]);

/* The day that --received names, else today. false: told. */
bool day_received(const struct settings *settings, struct sp_day *out);

/* The language that --lang names. false: told. */
bool choose_language(const struct settings *settings, enum sp_language *out);

/* Reads sources anew. Zeroed, then opened; released after failures too. */
struct rereading {
	const struct settings *settings;
	struct sp_inventory *inventory;
	struct sp_rules *rules; /* that reveal the subject's values alone */
	struct sp_revealed *revealed;
	struct sp_subject_key *keys;
	size_t n_keys;
	struct sp_input_cache cache;
	struct sp_content_hash *hash;
	struct sp_progress progress;
	struct sp_rereader reader; /* what sp_dossier_read wants */
};
/* subject NULL: nothing is revealed. false: told. */
bool rereading_open(struct rereading *rereading, const struct settings *settings,
		    struct sp_inventory *inventory, const struct sp_subject *subject);
void rereading_close(struct rereading *rereading);

/*
 * Copies the documents and messages of a dossier, where the files are as they
 * were, into a new folder, with manifest.json, and notes in the dossier what
 * became of them. false: told.
 */
bool copy_documents(struct sp_dossier *dossier, const struct settings *settings,
		    const char *folder);

#endif
