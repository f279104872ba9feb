/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_html.c - the register extract as a document: first what was found
 * and what it is worth, then each place, then what the controller must add.
 * What GDPR Art. 15 asks for beyond the data (purposes, recipients, ...) no
 * scanner can know; it stands as a form to fill in.
 */
#include "reporters/held_html.h"

#include "base/mem.h"
#include "reporters/display.h"
#include "reporters/page.h"

/* What is counted, as one and as many. */
struct counted {
	const char *swedish[2], *english[2];
};

static void fact(const struct sp_held_html *h, uint64_t n, const struct counted *what)
{
	const bool many = n != 1;

	sp_held_put(h, "<div><b>");
	sp_held_number(h, n);
	sp_held_put(h, "</b>");
	sp_page_element(h->to, "span", NULL,
			sp_held_say(h, what->swedish[many], what->english[many]));
	sp_held_put(h, "</div>\n");
}

/* ---- who, when ---- */

static void put_head(const struct sp_held_html *h)
{
	char made[32], received[11], due[11];

	sp_page_element(h->to, "h1", NULL, sp_held_say(h, "Registerutdrag", "Register extract"));
	sp_page_element(h->to, "p", "soft",
			sp_held_say(h, "Sammanställning enligt artikel 15 i dataskyddsförordningen",
				    "Compilation under Article 15 of the General Data Protection "
				    "Regulation"));
	sp_held_put(h, "<dl>\n");
	for (size_t i = 0; i < h->d->subject->n; i++) {
		const struct sp_identifier *one = &h->d->subject->items[i];
		sp_page_element(h->to, "dt", NULL, sp_say_type(h->l, one->type));
		sp_page_element(h->to, "dd", NULL, one->value);
	}
	sp_page_element(h->to, "dt", NULL, sp_held_say(h, "Begäran mottagen", "Request received"));
	sp_page_element(h->to, "dd", NULL, sp_day_text(h->d->received, received));
	sp_page_element(h->to, "dt", NULL, sp_held_say(h, "Svar senast", "Answer no later than"));
	sp_held_put(h, "<dd><strong>");
	sp_held_put(h, sp_day_text(h->d->due, due));
	sp_held_put(h, "</strong></dd>\n");
	sp_page_element(h->to, "dt", NULL, sp_held_say(h, "Framställt", "Made"));
	sp_page_element(h->to, "dd", NULL, sp_display_time(made, h->d->made_ns, true));
	sp_held_put(h, "</dl>\n");
}

static void put_facts(const struct sp_held_html *h)
{
	static const struct counted documents = {
		{ "dokument med uppgifter", "dokument med uppgifter" },
		{ "document with data", "documents with data" },
	};
	static const struct counted places = { { "ställe i dem", "ställen i dem" },
					       { "place in them", "places in them" } };
	static const struct counted copies = {
		{ "kopia av samma innehåll", "kopior av samma innehåll" },
		{ "copy of the same content", "copies of the same content" },
	};
	static const struct counted messages = { { "meddelande", "meddelanden" },
						 { "message", "messages" } };

	sp_held_put(h, "<div class=\"facts\">\n");
	fact(h, h->sums.documents, &documents);
	fact(h, h->sums.places, &places);
	fact(h, h->sums.copies, &copies);
	fact(h, h->sums.messages, &messages);
	sp_held_put(h, "</div>\n");
}

static void put_warnings(const struct sp_held_html *h)
{
	const struct sp_overview *c = &h->d->coverage;

	if (h->sums.protected_near)
		sp_held_note(
			h, "alarm",
			sp_held_say(
				h,
				"SKYDDAD IDENTITET förekommer i materialet. Kontrollera mot "
				"folkbokföringen innan något lämnas ut, och sänd det aldrig med "
				"vanlig post. Utdrag runt sådana markeringar visas inte.",
				"PROTECTED IDENTITY occurs in the material. Check before "
				"anything is "
				"handed out, and never send it by ordinary mail. Excerpts "
				"around such "
				"markings are not shown."));
	if (h->sums.special)
		sp_held_note(
			h, "care",
			sp_held_say(h,
				    "Känsliga uppgifter eller uppgifter om lagöverträdelser "
				    "(artikel 9 och "
				    "10) står intill personens uppgifter på några ställen; de är "
				    "märkta "
				    "nedan.",
				    "Special categories of data, or data on crime (Articles 9 and "
				    "10), stand "
				    "by the person's data in some places; they are marked below."));
	if (h->sums.changed || h->sums.gone || h->sums.failed)
		sp_held_note(
			h, "care",
			sp_held_say(
				h,
				"Några dokument har ändrats, flyttats eller kan inte läsas "
				"sedan de "
				"söktes igenom. Sök igenom på nytt och gör om utdraget innan "
				"svaret "
				"lämnas.",
				"Some documents have changed, moved or cannot be read since "
				"they were "
				"scanned. Scan again and repeat the extract before answering."));
	if (c->outcomes[SP_OUTCOME_NOT_READ] || c->outcomes[SP_OUTCOME_PART])
		sp_held_note(
			h, "care",
			sp_held_say(h,
				    "Allt kunde inte läsas. Vad som inte kunde läsas står under "
				    "\"Vad som "
				    "söktes igenom\" och måste bedömas för sig.",
				    "Not everything could be read. What could not stands under "
				    "\"What was "
				    "searched\" and must be judged by itself."));
	sp_held_note(
		h, "",
		sp_held_say(
			h,
			"Andra personers identifierare är dolda i utdragen (artikel 15.4). Det "
			"görs "
			"automatiskt: läs igenom dokumentet innan det lämnas ut. Lämna det bara "
			"till "
			"den vars identitet är säkerställd.",
			"Identifiers of other people are masked in the excerpts (Article "
			"15(4)). This is "
			"automatic: read the document before it is handed out, and give it only "
			"to a "
			"person whose identity is certain."));
}

/* ---- categories ---- */

static void put_categories(const struct sp_held_html *h)
{
	static const char *const heads[][2] = {
		{ "Kategori", "Category" },
		{ "Slag av uppgift", "Kind of data" },
		{ "#Ställen", "#Places" },
	};
	struct sp_held_kind *kinds;
	size_t n;

	sp_held_heading(h, "Kategorier av uppgifter", "Categories of data");
	if (!sp_held_kinds(h->d, &kinds, &n)) {
		h->to->failed = true;
		return;
	}
	sp_held_table(h, heads, 3);
	for (size_t i = 0; i < n; i++) {
		sp_held_put(h, "<tr>");
		sp_held_cell(h, sp_say_category(h->l, kinds[i].category));
		sp_held_cell(h, kinds[i].term_category ? sp_say_term(h->l, kinds[i].term_category)
						       : sp_say_type(h->l, kinds[i].type));
		sp_held_number_cell(h, kinds[i].n);
		sp_held_put(h, "</tr>\n");
	}
	sp_held_table_end(h);
	sp_page_element(
		h->to, "p", "soft small",
		sp_held_say(
			h,
			"Räknat på det som står i samma rad, stycke, meddelande eller lilla "
			"dokument "
			"som "
			"personens identifierare; också andras uppgifter i samma rad räknas.",
			"Counted over what stands in the same row, paragraph, message or small "
			"document "
			"as the person's identifiers; others' data in the same row count too."));
	sp_mem_free(kinds);
}

/* ---- coverage ---- */

static void put_sources(const struct sp_held_html *h)
{
	static const char *const heads[][2] = {
		{ "Källa", "Source" },
		{ "#Filer", "#Files" },
		{ "Senast helt genomsökt", "Last searched in full" },
	};
	char when[32];

	sp_held_table(h, heads, 3);
	for (size_t i = 0; i < h->d->n_sources; i++) {
		const struct sp_searched_source *source = &h->d->sources[i];
		sp_held_put(h, "<tr>");
		sp_held_cell(h, source->path);
		sp_held_number_cell(h, source->files);
		sp_held_cell(h, source->last_complete_ns
					? sp_display_time(when, source->last_complete_ns, true)
					: sp_held_say(h, "aldrig", "never"));
		sp_held_put(h, "</tr>\n");
	}
	sp_held_table_end(h);
}

static void put_problems(const struct sp_held_html *h)
{
	static const char *const heads[][2] = {
		{ "Vad som inte kunde läsas", "What could not be read" },
		{ "Varför", "Why" },
	};

	if (!h->d->n_problems)
		return;
	sp_held_table(h, heads, 2);
	for (size_t i = 0; i < h->d->n_problems; i++) {
		const struct sp_problem_of *problem = &h->d->problems[i];
		sp_held_put(h, "<tr><td>");
		sp_held_text(h, problem->path);
		if (problem->members[0]) {
			sp_held_put(h, SP_DISPLAY_STEP);
			sp_held_text(h, problem->members);
		}
		sp_held_put(h, "</td>");
		sp_held_cell(h, sp_say_reason(h->l, problem->reason));
		sp_held_put(h, "</tr>\n");
	}
	sp_held_table_end(h);
	if (h->d->n_all_problems > h->d->n_problems) {
		sp_held_put(h, "<p class=\"soft small\">");
		sp_held_number(h, h->d->n_all_problems - h->d->n_problems);
		sp_held_text(h, sp_held_say(h, " till: spana report --problems",
					    " more: spana report --problems"));
		sp_held_put(h, "</p>\n");
	}
}

static void put_coverage(const struct sp_held_html *h)
{
	static const struct counted full = { { "läst i sin helhet", "lästa i sin helhet" },
					     { "read in full", "read in full" } };
	static const struct counted part = { { "läst i delar", "lästa i delar" },
					     { "read in part", "read in part" } };
	static const struct counted unread = { { "inte läst", "inte lästa" },
					       { "not read", "not read" } };
	static const struct counted none = {
		{ "utan text (bild, ljud, program)", "utan text (bild, ljud, program)" },
		{ "without text (images, sound, programs)",
		  "without text (images, sound, programs)" },
	};
	const struct sp_overview *c = &h->d->coverage;

	sp_held_heading(h, "Vad som söktes igenom", "What was searched");
	put_sources(h);
	sp_held_put(h, "<div class=\"facts\">\n");
	fact(h, c->outcomes[SP_OUTCOME_FULL], &full);
	fact(h, c->outcomes[SP_OUTCOME_PART], &part);
	fact(h, c->outcomes[SP_OUTCOME_NOT_READ], &unread);
	fact(h, c->outcomes[SP_OUTCOME_NO_TEXT], &none);
	sp_held_put(h, "</div>\n");
	if (c->n_skipped)
		sp_page_element(h->to, "p", "soft small",
				sp_held_say(h,
					    "Bilder, ljud och film är inte avlyssnade eller "
					    "igenkända. Om personen "
					    "kan finnas där måste det prövas för sig.",
					    "Images, sound and film are not listened to or "
					    "recognised. Whether the "
					    "person is in them must be judged by itself."));
	put_problems(h);
}

/* ---- what the controller adds ---- */

static void put_form(const struct sp_held_html *h)
{
	static const char *const rows[][2] = {
		{ "Ändamålen med behandlingen", "Purposes of the processing" },
		{ "Mottagare som uppgifterna har lämnats till", "Recipients of the data" },
		{ "Lagringstid, eller hur den bestäms", "Storage time, or how it is decided" },
		{ "Varifrån uppgifterna kommer", "Where the data come from" },
		{ "Automatiserade beslut, profilering", "Automated decisions, profiling" },
		{ "Överföring till tredje land och skyddsåtgärder",
		  "Transfer to third countries and safeguards" },
	};

	sp_held_heading(h, "Fylls i av den personuppgiftsansvarige",
			"For the controller to fill in");
	sp_held_put(h, "<table class=\"fill\"><tbody>\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sp_held_put(h, "<tr>");
		sp_held_cell(h, sp_held_say(h, rows[i][0], rows[i][1]));
		sp_held_put(h, "<td></td></tr>\n");
	}
	sp_held_table_end(h);
	sp_page_element(
		h->to, "p", NULL,
		sp_held_say(
			h,
			"Den registrerade har rätt att begära rättelse, radering eller "
			"begränsning, "
			"att "
			"invända mot behandlingen, att få ut uppgifter som den själv har lämnat i "
			"maskinläsbar form, och att klaga hos Integritetsskyddsmyndigheten (IMY).",
			"The person has the right to rectification, erasure or restriction, to "
			"object, "
			"to receive data that they gave in machine readable form, and to complain "
			"to "
			"the supervisory authority (in Sweden IMY)."));
}

static void put_answers(const struct sp_held_html *h)
{
	if (!h->d->n_answers)
		return;
	sp_held_heading(h, "Tidigare svar", "Earlier answers");
	sp_held_put(h, "<ul>\n");
	for (size_t i = 0; i < h->d->n_answers; i++) {
		char when[32];
		sp_held_put(h, "<li>");
		sp_held_put(h, sp_display_time(when, h->d->answers[i].time_ns, false));
		sp_held_text(h, sp_held_say(h, ", av ", ", by "));
		sp_held_text(h, h->d->answers[i].author);
		sp_held_put(h, "</li>\n");
	}
	sp_held_put(h, "</ul>\n");
}

static enum sp_status write_html(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	struct sp_held_html h = { .d = dossier, .l = language, .to = to };

	sp_held_sum(dossier, &h.sums);
	sp_page_open(to, language, sp_held_say(&h, "Registerutdrag", "Register extract"));
	put_head(&h);
	put_facts(&h);
	put_warnings(&h);
	put_categories(&h);
	sp_held_files(&h);
	put_coverage(&h);
	put_answers(&h);
	put_form(&h);
	sp_held_put(&h, "<footer>");
	sp_held_text(&h, dossier->program);
	sp_held_put(&h, " · ");
	sp_held_text(&h, dossier->inventory_path);
	sp_held_put(&h, "</footer>\n");
	sp_page_close(to);
	return to->failed ? SP_FATAL : SP_OK;
}

const struct sp_dossier_writer sp_dossier_html = {
	.name = "html",
	.is_answer = true,
	.write = write_html,
};
