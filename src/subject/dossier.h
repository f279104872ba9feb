/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier.h - what the parts of a dossier share.
 */
#ifndef SUBJECT_DOSSIER_H
#define SUBJECT_DOSSIER_H

#include "spana/subject.h"

enum sp_status sp_subject_no_memory(struct sp_error *err);

/* Loads all marks of the inventory. */
SP_CHECK enum sp_status sp_dossier_load_marks(struct sp_dossier *dossier, struct sp_error *err);
/* Puts those that apply on a file, its items and its places. false: no memory. */
bool sp_dossier_apply_marks(struct sp_dossier *dossier, struct sp_held_file *file);

/* True for a type that names a person by itself: a number or an address of one. */
bool sp_names_person(const char *type);

/* Adds a kind of data to an item, or counts it. false: no memory. */
bool sp_item_add_kind(struct sp_arena *arena, struct sp_held_item *item,
		      const struct sp_finding_record *finding);

/* Counts what stands near the places of a file, and puts its items in order. */
SP_CHECK enum sp_status sp_dossier_look_around(struct sp_dossier *dossier,
					       struct sp_held_file *file, struct sp_error *err);

/* An item of a file by its number; NULL: none. */
struct sp_held_item *sp_file_item(struct sp_held_file *file, uint32_t number);

#endif
