/* SPDX-License-Identifier: GPL-3.0-or-later */
/* held.c - see held.h. */
#include "reporters/held.h"

#include "base/buf.h"
#include "base/mem.h"
#include "base/translate.h"

#include <stdlib.h>
#include <string.h>

struct word {
	const char *name, *swedish, *english;
};

static const char *word_of(const struct word *words, size_t n, enum sp_language language,
			   const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].name, name) == 0)
			return sp_say(language, words[i].swedish, words[i].english);
	return name;
}

#define WORD_OF(words, language, name) \
	word_of(words, sizeof(words) / sizeof((words)[0]), language, name)

enum sp_language sp_spoken(void)
{
	return strcmp(sp_translate_language(), "sv") == 0 ? SP_SWEDISH : SP_ENGLISH;
}

const char *sp_say_type(enum sp_language language, const char *type)
{
	static const struct word words[] = {
		{ "personnummer", "personnummer", "personal identity number" },
		{ "samordningsnummer", "samordningsnummer", "coordination number" },
		{ "organisationsnummer", "organisationsnummer", "company number" },
		{ "person_name", "namn", "name" },
		{ "email", "e-postadress", "e-mail address" },
		{ "phone", "telefonnummer", "phone number" },
		{ "postal_address", "postadress", "postal address" },
		{ "iban", "IBAN", "IBAN" },
		{ "bank_account", "bankkonto", "bank account" },
		{ "bankgiro", "bankgiro", "bankgiro" },
		{ "plusgiro", "plusgiro", "plusgiro" },
		{ "payment_card", "betalkort", "payment card" },
		{ "customer_number", "kundnummer", "customer number" },
		{ "passport", "pass eller id-kort", "passport or identity card" },
		{ "vehicle_registration", "registreringsnummer", "vehicle registration" },
		{ "ip_address", "IP-adress", "IP address" },
		{ "mac_address", "MAC-adress", "MAC address" },
		{ "sensitive_term", "känsliga ord", "sensitive words" },
		{ "property_designation", "fastighet", "property" },
		{ "position", "position", "position" },
		{ "danish_cpr", "danskt personnummer", "Danish identity number" },
		{ "norwegian_id", "norskt fødselsnummer", "Norwegian identity number" },
		{ "finnish_hetu", "finsk personbeteckning", "Finnish identity number" },
		{ "icelandic_kennitala", "isländsk kennitala", "Icelandic identity number" },
		{ "interim_number", "interimsnummer", "interim number" },
		{ "reserve_number", "reservnummer", "reserve number" },
		{ "message", "meddelanden", "messages" },
		{ "recording", "bild, ljud eller film", "picture, sound or film" },
	};

	return WORD_OF(words, language, type);
}

const char *sp_say_category(enum sp_language language, const char *category)
{
	static const struct word words[] = {
		{ "identity", "Identitet", "Identity" },
		{ "contact", "Kontakt", "Contact" },
		{ "financial", "Ekonomi", "Financial" },
		{ "customer", "Kund", "Customer" },
		{ "technical", "Teknik", "Technical" },
		{ "organisation", "Organisation", "Organisation" },
		{ "communication", "Kommunikation", "Communication" },
		{ "media", "Bild och ljud", "Image and sound" },
		{ "special", "Känsliga uppgifter", "Special categories" },
		{ "criminal", "Lagöverträdelser", "Crime" },
		{ "protected", "Skyddad identitet", "Protected identity" },
	};

	return WORD_OF(words, language, category);
}

const char *sp_say_term(enum sp_language language, const char *term_category)
{
	static const struct word words[] = {
		{ "health", "hälsa", "health" },
		{ "union", "facklig tillhörighet", "trade union" },
		{ "politics", "politisk åsikt", "political opinion" },
		{ "religion", "religion", "religion" },
		{ "ethnicity", "etniskt ursprung", "ethnic origin" },
		{ "sex life", "sexualliv", "sex life" },
		{ "genetic", "genetiska uppgifter", "genetic data" },
		{ "biometric", "biometriska uppgifter", "biometric data" },
		{ "crime", "lagöverträdelser", "crime" },
		{ "protected identity", "skyddad identitet", "protected identity" },
		{ "extra worthy of protection", "extra skyddsvärt", "extra worthy of protection" },
	};

	return WORD_OF(words, language, term_category);
}

const char *sp_say_as(enum sp_language language, enum sp_found_as as)
{
	switch (as) {
	case SP_AS_GIVEN:
		break;
	case SP_AS_SHORT:
		return sp_say(language, "kortform, samma tio siffror",
			      "short form, the same ten digits");
	case SP_AS_CENTURY:
		return sp_say(language, "sekel ej angivet i frågan", "the request gave no century");
	case SP_AS_UNTAGGED:
		return sp_say(language, "adressen utan +tillägg", "the address without its +tag");
	case SP_AS_TAGGED:
		return sp_say(language, "adressen med +tillägg", "the address with a +tag");
	case SP_AS_SPELLED:
		return sp_say(language, "namn, annan skrivning", "name, another spelling");
	case SP_AS_INITIALS:
		return sp_say(language, "efternamn med initialer", "surname with initials");
	}
	return "";
}

const char *sp_name_of_as(enum sp_found_as as)
{
	static const char *const names[] = { "as_given", "short_form", "other_century", "untagged",
					     "tagged",	 "spelling",   "initials" };

	return names[as];
}

const char *sp_say_reread(enum sp_language language, enum sp_reread reread)
{
	switch (reread) {
	case SP_REREAD_NOT:
		return sp_say(language, "inte läst på nytt", "not read anew");
	case SP_REREAD_SAME:
		return sp_say(language, "oförändrad sedan genomsökningen",
			      "as it was when scanned");
	case SP_REREAD_CHANGED:
		return sp_say(language, "ändrad sedan genomsökningen: sök igenom på nytt",
			      "changed since it was scanned: scan it again");
	case SP_REREAD_GONE:
		return sp_say(language, "finns inte kvar", "no longer there");
	case SP_REREAD_FAILED:
		return sp_say(language, "kan inte läsas nu", "cannot be read now");
	}
	return "";
}

const char *sp_name_of_reread(enum sp_reread reread)
{
	static const char *const names[] = { "not_read", "same", "changed", "gone", "unreadable" };

	return names[reread];
}

const char *sp_say_news(enum sp_language language, enum sp_news news)
{
	switch (news) {
	case SP_NEWS_NEW:
		return sp_say(language, "ny", "new");
	case SP_NEWS_CHANGED:
		return sp_say(language, "ändrad", "changed");
	case SP_NEWS_KNOWN:
		break;
	}
	return "";
}

const char *sp_name_of_news(enum sp_news news)
{
	static const char *const names[] = { "known", "new", "changed" };

	return names[news];
}

const char *sp_say_mark(enum sp_language language, enum sp_mark_kind kind)
{
	switch (kind) {
	case SP_MARK_NOT_PERSONAL:
		return sp_say(language, "inte personuppgift", "not personal data");
	case SP_MARK_KEEP:
		return sp_say(language, "bevaras till", "keep until");
	case SP_MARK_HOLD:
		return sp_say(language, "rättslig spärr", "legal hold");
	case SP_MARK_ERASE:
		return sp_say(language, "ska raderas", "to be erased");
	case SP_MARK_PROTECTED:
		return sp_say(language, "skyddad identitet", "protected identity");
	case SP_MARK_WITHDRAWN:
	case SP_MARK_KINDS:
		break;
	}
	return sp_say(language, "återtagen", "withdrawn");
}

const char *sp_say_reason(enum sp_language language, const char *reason)
{
	static const struct word words[] = {
		{ "encrypted", "krypterad", "encrypted" },
		{ "damaged", "skadad", "damaged" },
		{ "truncated", "avklippt", "cut short" },
		{ "unsupported", "okänt format", "format not supported" },
		{ "limit_size", "för stor", "too large" },
		{ "limit_depth", "för djupt nästlad", "nested too deeply" },
		{ "limit_expansion", "packar upp till för mycket", "unpacks to too much" },
		{ "timeout", "tog för lång tid", "took too long" },
		{ "crashed", "läsaren kraschade", "its reader crashed" },
		{ "permission", "läsrätt saknas", "no permission to read" },
		{ "io_error", "läsfel", "read error" },
		{ "vanished", "försvann", "vanished" },
		{ "changed", "ändrades under läsningen", "changed while it was read" },
	};

	return WORD_OF(words, language, reason);
}

bool sp_say_where(struct sp_buf *out, enum sp_language language, const char *json)
{
	static const struct word words[] = {
		{ "line", "rad", "" },
		{ "column", "kolumn", "" },
		{ "page", "sida", "" },
		{ "slide", "bild", "" },
		{ "paragraph", "stycke", "" },
		{ "sheet", "blad", "" },
		{ "cell", "cell", "" },
		{ "row", "rad", "" },
		{ "table", "tabell", "" },
		{ "header", "fält", "" },
		{ "property", "egenskap", "" },
		{ "byte", "byte", "" },
		{ "comment", "kommentar", "" },
		{ "footnote", "fotnot", "" },
		{ "endnote", "slutnot", "" },
		{ "footer", "sidfot", "" },
		{ "link", "länk", "" },
		{ "notes", "anteckningar", "" },
		{ "name", "namn", "" },
		{ "quoted", "citat", "" },
		{ "attribute", "attribut", "" },
		{ "text/plain", "text", "" },
		{ "text/html", "HTML-text", "" },
		{ "script", "skript", "" },
	};
	struct sp_buf english = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_where_text(&english, json);
	if (language == SP_ENGLISH) {
		sp_buf_puts(out, sp_buf_str(&english));
	} else {
		/* "sheet Löner, cell C2": the first word after each comma is translated. */
		const char *at = sp_buf_str(&english);
		while (*at) {
			size_t len = strcspn(at, " ,");
			char first[16] = "";
			if (len < sizeof(first)) {
				memcpy(first, at, len);
				first[len] = '\0';
			}
			const char *swedish = WORD_OF(words, SP_SWEDISH, first);
			if (len < sizeof(first) && swedish != first)
				sp_buf_puts(out, swedish);
			else
				sp_buf_add(out, at, len);
			at += len;
			const char *next = strstr(at, ", ");
			size_t rest = next ? (size_t)(next - at) + 2 : strlen(at);
			sp_buf_add(out, at, rest);
			at += rest;
		}
	}
	out->failed = out->failed || english.failed;
	sp_buf_release(&english);
	return !out->failed;
}

/* ---- sums ---- */

const char *sp_say_copied(enum sp_language l, enum sp_copied copied)
{
	switch (copied) {
	case SP_COPIED_TEXT:
		return sp_say(l,
			      "inte hela meddelandet: i en sådan brevlåda är det ingen fil, så "
			      "kopian är dess text och bilagor. Hur det såg ut syns bara där",
			      "not the whole message: in such a mailbox it is no file, so the copy "
			      "is its text and attachments. How it looked is seen there alone");
	case SP_COPIED_PART:
		return sp_say(l, "inte helt: det är skadat eller kunde inte läsas till slut",
			      "in part: it is damaged or could not be read to its end");
	case SP_COPY_FOLDER:
		return sp_say(l, "det är en mapp, vars namn berättar om personen",
			      "it is a folder, whose name tells of the person");
	case SP_COPY_HOLDER:
		return sp_say(l, "det rymmer andra dokument, och stället är inte i något av dem",
			      "it holds other documents, and the place is in none of them");
	case SP_COPY_CHANGED:
		return sp_say(l, "filen är inte den som söktes igenom",
			      "the file is not what was scanned");
	case SP_COPY_NOT_FOUND:
		return sp_say(l, "det fanns inte när filen lästes igen",
			      "it was not there when the file was read again");
	case SP_COPY_PROTECTED:
		return sp_say(l, "en skyddad identitet är märkt i det",
			      "a protected identity is marked in it");
	case SP_COPY_UNREAD:
		return sp_say(l, "det kan inte läsas", "it cannot be read");
	default:
		return "";
	}
}

bool sp_held_is_message(const struct sp_held_item *item)
{
	static const char *const formats[] = { "eml", "msg", "message", "mbox", "pst", NULL };

	for (const char *const *f = formats; *f; f++)
		if (strcmp(item->format, *f) == 0)
			return true;
	return false;
}

void sp_held_sum(const struct sp_dossier *dossier, struct sp_held_sums *out)
{
	*out = (struct sp_held_sums) { 0 };
	for (size_t i = 0; i < dossier->n_files; i++) {
		const struct sp_held_file *file = &dossier->files[i];
		out->documents += file->copy_of == SIZE_MAX;
		out->copies += file->copy_of != SIZE_MAX;
		out->changed += file->reread == SP_REREAD_CHANGED;
		out->gone += file->reread == SP_REREAD_GONE;
		out->failed += file->reread == SP_REREAD_FAILED;
		for (size_t j = 0; j < file->n_items; j++) {
			const struct sp_held_item *item = &file->items[j];
			out->messages += sp_held_is_message(item);
			out->special += item->special;
			out->protected_near += item->protected_near;
			out->places += item->n_places;
			for (size_t k = 0; k < item->n_places; k++)
				out->withheld += item->places[k].withheld;
		}
	}
}

static int by_category(const void *a, const void *b)
{
	const struct sp_held_kind *x = a, *y = b;
	int order = strcmp(x->category, y->category);

	if (order == 0)
		order = strcmp(x->type, y->type);
	if (order == 0)
		order = strcmp(x->term_category ? x->term_category : "",
			       y->term_category ? y->term_category : "");
	return order;
}

struct kinds {
	struct sp_held_kind *items;
	size_t n, room;
};

static bool add_kind(struct kinds *kinds, struct sp_held_kind kind)
{
	if (!sp_mem_room(&kinds->items, &kinds->room, kinds->n + 1, sizeof(kind)))
		return false;
	kinds->items[kinds->n++] = kind;
	return true;
}

/* What stands near, and what the item itself is. */
static bool add_kinds_of(struct kinds *kinds, const struct sp_held_item *item)
{
	bool ok = true;

	for (size_t i = 0; i < item->n_kinds && ok; i++) {
		const struct sp_kind *kind = &item->kinds[i];
		ok = add_kind(kinds, (struct sp_held_kind) { kind->category, kind->type,
							     kind->term_category, kind->n });
	}
	if (ok && sp_held_is_message(item))
		ok = add_kind(kinds, (struct sp_held_kind) { "communication", "message", NULL, 1 });
	if (ok && item->media)
		ok = add_kind(kinds, (struct sp_held_kind) { "media", "recording", NULL, 1 });
	return ok;
}

bool sp_held_kinds(const struct sp_dossier *dossier, struct sp_held_kind **out, size_t *n)
{
	struct kinds kinds = { .n = 0 };
	size_t kept = 0;
	bool ok = true;

	for (size_t i = 0; i < dossier->n_files && ok; i++)
		for (size_t j = 0; j < dossier->files[i].n_items && ok; j++)
			ok = add_kinds_of(&kinds, &dossier->files[i].items[j]);
	if (kinds.n)
		qsort(kinds.items, kinds.n, sizeof(*kinds.items), by_category);
	for (size_t i = 0; i < kinds.n; i++) {
		if (kept && by_category(&kinds.items[kept - 1], &kinds.items[i]) == 0)
			kinds.items[kept - 1].n += kinds.items[i].n;
		else
			kinds.items[kept++] = kinds.items[i];
	}
	*out = kinds.items;
	*n = kept;
	return ok;
}

uint64_t sp_held_places_of(const struct sp_dossier *dossier, size_t identifier)
{
	uint64_t n = 0;

	for (size_t i = 0; i < dossier->n_files; i++)
		for (size_t j = 0; j < dossier->files[i].n_items; j++) {
			const struct sp_held_item *item = &dossier->files[i].items[j];
			for (size_t k = 0; k < item->n_places; k++)
				n += item->places[k].identifier == identifier;
		}
	return n;
}
