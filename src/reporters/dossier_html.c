/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dossier_html.c - the register extract as a document: first what was found
 * and what it is worth, then each place, then what the controller must add.
 * What GDPR Art. 15 asks for beyond the data (purposes, recipients, ...) no
 * scanner can know; it stands as a form to fill in.
 */
#include "reporters/held.h"

#include "base/mem.h"
#include "reporters/display.h"
#include "reporters/page.h"

#include <string.h>

struct html {
	const struct sp_dossier *d;
	enum sp_language l;
	struct sp_buf *to;
	struct sp_held_sums sums;
};

static const char *say(const struct html *h, const char *swedish, const char *english)
{
	return sp_say(h->l, swedish, english);
}

static void put(const struct html *h, const char *html)
{
	sp_buf_puts(h->to, html);
}

static void text(const struct html *h, const char *s)
{
	sp_page_text(h->to, s);
}

static void number(const struct html *h, uint64_t n)
{
	char digits[32];

	put(h, sp_display_number(digits, n));
}

static void heading(const struct html *h, const char *swedish, const char *english)
{
	sp_page_element(h->to, "h2", NULL, say(h, swedish, english));
}

/* What is counted, as one and as many. */
struct counted {
	const char *swedish[2], *english[2];
};

static void fact(const struct html *h, uint64_t n, const struct counted *what)
{
	const bool many = n != 1;

	put(h, "<div><b>");
	number(h, n);
	put(h, "</b>");
	sp_page_element(h->to, "span", NULL, say(h, what->swedish[many], what->english[many]));
	put(h, "</div>\n");
}

static void table_head(const struct html *h, const char *const (*heads)[2], size_t n)
{
	put(h, "<table><thead><tr>");
	for (size_t i = 0; i < n; i++) {
		/* A head that begins with '#' stands over numbers. */
		bool right = heads[i][0][0] == '#';
		sp_page_element(h->to, "th", right ? "n" : NULL,
				say(h, heads[i][0] + right, heads[i][1] + right));
	}
	put(h, "</tr></thead><tbody>\n");
}

static void table_end(const struct html *h)
{
	put(h, "</tbody></table>\n");
}

static void cell(const struct html *h, const char *s)
{
	sp_page_element(h->to, "td", NULL, s);
}

static void number_cell(const struct html *h, uint64_t n)
{
	char digits[32];

	sp_page_element(h->to, "td", "n", sp_display_number(digits, n));
}

/* ---- who, when ---- */

static void put_head(const struct html *h)
{
	char made[32], received[11], due[11];

	sp_page_element(h->to, "h1", NULL, say(h, "Registerutdrag", "Register extract"));
	sp_page_element(h->to, "p", "soft",
			say(h, "Sammanställning enligt artikel 15 i dataskyddsförordningen",
			    "Compilation under Article 15 of the General Data Protection "
			    "Regulation"));
	put(h, "<dl>\n");
	for (size_t i = 0; i < h->d->subject->n; i++) {
		const struct sp_identifier *one = &h->d->subject->items[i];
		sp_page_element(h->to, "dt", NULL, sp_say_type(h->l, one->type));
		sp_page_element(h->to, "dd", NULL, one->value);
	}
	sp_page_element(h->to, "dt", NULL, say(h, "Begäran mottagen", "Request received"));
	sp_page_element(h->to, "dd", NULL, sp_day_text(h->d->received, received));
	sp_page_element(h->to, "dt", NULL, say(h, "Svar senast", "Answer no later than"));
	put(h, "<dd><strong>");
	put(h, sp_day_text(h->d->due, due));
	put(h, "</strong></dd>\n");
	sp_page_element(h->to, "dt", NULL, say(h, "Framställt", "Made"));
	sp_page_element(h->to, "dd", NULL, sp_display_time(made, h->d->made_ns, true));
	put(h, "</dl>\n");
}

static void put_facts(const struct html *h)
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

	put(h, "<div class=\"facts\">\n");
	fact(h, h->sums.documents, &documents);
	fact(h, h->sums.places, &places);
	fact(h, h->sums.copies, &copies);
	fact(h, h->sums.messages, &messages);
	put(h, "</div>\n");
}

static void note(const struct html *h, const char *class, const char *text)
{
	put(h, "<div class=\"note ");
	put(h, class);
	put(h, "\">");
	sp_page_element(h->to, "p", NULL, text);
	put(h, "</div>\n");
}

static void put_warnings(const struct html *h)
{
	const struct sp_overview *c = &h->d->coverage;

	if (h->sums.protected_near)
		note(h, "alarm",
		     say(h,
			 "SKYDDAD IDENTITET förekommer i materialet. Kontrollera mot "
			 "folkbokföringen innan något lämnas ut, och sänd det aldrig med "
			 "vanlig post. Utdrag runt sådana markeringar visas inte.",
			 "PROTECTED IDENTITY occurs in the material. Check before anything is "
			 "handed out, and never send it by ordinary mail. Excerpts around such "
			 "markings are not shown."));
	if (h->sums.special)
		note(h, "care",
		     say(h,
			 "Känsliga uppgifter eller uppgifter om lagöverträdelser (artikel 9 och "
			 "10) står intill personens uppgifter på några ställen; de är märkta "
			 "nedan.",
			 "Special categories of data, or data on crime (Articles 9 and 10), stand "
			 "by the person's data in some places; they are marked below."));
	if (h->sums.changed || h->sums.gone || h->sums.failed)
		note(h, "care",
		     say(h,
			 "Några dokument har ändrats, flyttats eller kan inte läsas sedan de "
			 "söktes igenom. Sök igenom på nytt och gör om utdraget innan svaret "
			 "lämnas.",
			 "Some documents have changed, moved or cannot be read since they were "
			 "scanned. Scan again and repeat the extract before answering."));
	if (c->outcomes[SP_OUTCOME_NOT_READ] || c->outcomes[SP_OUTCOME_PART])
		note(h, "care",
		     say(h,
			 "Allt kunde inte läsas. Vad som inte kunde läsas står under \"Vad som "
			 "söktes igenom\" och måste bedömas för sig.",
			 "Not everything could be read. What could not stands under \"What was "
			 "searched\" and must be judged by itself."));
	note(h, "",
	     say(h,
		 "Andra personers identifierare är dolda i utdragen (artikel 15.4). Det görs "
		 "automatiskt: läs igenom dokumentet innan det lämnas ut. Lämna det bara till "
		 "den vars identitet är säkerställd.",
		 "Identifiers of other people are masked in the excerpts (Article 15(4)). This is "
		 "automatic: read the document before it is handed out, and give it only to a "
		 "person whose identity is certain."));
}

/* ---- categories ---- */

static void put_categories(const struct html *h)
{
	static const char *const heads[][2] = {
		{ "Kategori", "Category" },
		{ "Slag av uppgift", "Kind of data" },
		{ "#Ställen", "#Places" },
	};
	struct sp_held_kind *kinds;
	size_t n;

	heading(h, "Kategorier av uppgifter", "Categories of data");
	if (!sp_held_kinds(h->d, &kinds, &n)) {
		h->to->failed = true;
		return;
	}
	table_head(h, heads, 3);
	for (size_t i = 0; i < n; i++) {
		put(h, "<tr>");
		cell(h, sp_say_category(h->l, kinds[i].category));
		cell(h, kinds[i].term_category ? sp_say_term(h->l, kinds[i].term_category)
					       : sp_say_type(h->l, kinds[i].type));
		number_cell(h, kinds[i].n);
		put(h, "</tr>\n");
	}
	table_end(h);
	sp_page_element(
		h->to, "p", "soft small",
		say(h,
		    "Räknat på det som står i samma rad, stycke, meddelande eller lilla dokument "
		    "som "
		    "personens identifierare; också andras uppgifter i samma rad räknas.",
		    "Counted over what stands in the same row, paragraph, message or small "
		    "document "
		    "as the person's identifiers; others' data in the same row count too."));
	sp_mem_free(kinds);
}

/* ---- coverage ---- */

static void put_sources(const struct html *h)
{
	static const char *const heads[][2] = {
		{ "Källa", "Source" },
		{ "#Filer", "#Files" },
		{ "Senast helt genomsökt", "Last searched in full" },
	};
	char when[32];

	table_head(h, heads, 3);
	for (size_t i = 0; i < h->d->n_sources; i++) {
		const struct sp_searched_source *source = &h->d->sources[i];
		put(h, "<tr>");
		cell(h, source->path);
		number_cell(h, source->files);
		cell(h, source->last_complete_ns
				? sp_display_time(when, source->last_complete_ns, true)
				: say(h, "aldrig", "never"));
		put(h, "</tr>\n");
	}
	table_end(h);
}

static void put_problems(const struct html *h)
{
	static const char *const heads[][2] = {
		{ "Vad som inte kunde läsas", "What could not be read" },
		{ "Varför", "Why" },
	};

	if (!h->d->n_problems)
		return;
	table_head(h, heads, 2);
	for (size_t i = 0; i < h->d->n_problems; i++) {
		const struct sp_problem_of *problem = &h->d->problems[i];
		put(h, "<tr><td>");
		text(h, problem->path);
		if (problem->members[0]) {
			put(h, SP_DISPLAY_STEP);
			text(h, problem->members);
		}
		put(h, "</td>");
		cell(h, sp_say_reason(h->l, problem->reason));
		put(h, "</tr>\n");
	}
	table_end(h);
	if (h->d->n_all_problems > h->d->n_problems) {
		put(h, "<p class=\"soft small\">");
		number(h, h->d->n_all_problems - h->d->n_problems);
		text(h, say(h, " till: spana report --problems", " more: spana report --problems"));
		put(h, "</p>\n");
	}
}

static void put_coverage(const struct html *h)
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

	heading(h, "Vad som söktes igenom", "What was searched");
	put_sources(h);
	put(h, "<div class=\"facts\">\n");
	fact(h, c->outcomes[SP_OUTCOME_FULL], &full);
	fact(h, c->outcomes[SP_OUTCOME_PART], &part);
	fact(h, c->outcomes[SP_OUTCOME_NOT_READ], &unread);
	fact(h, c->outcomes[SP_OUTCOME_NO_TEXT], &none);
	put(h, "</div>\n");
	if (c->n_skipped)
		sp_page_element(
			h->to, "p", "soft small",
			say(h,
			    "Bilder, ljud och film är inte avlyssnade eller igenkända. Om personen "
			    "kan finnas där måste det prövas för sig.",
			    "Images, sound and film are not listened to or recognised. Whether the "
			    "person is in them must be judged by itself."));
	put_problems(h);
}

/* ---- places ---- */

/* The excerpt with what is the person's own marked. */
static void put_excerpt(const struct html *h, const struct sp_place_of *place)
{
	const char *s = place->excerpt;
	const char *own = place->text && place->text[0] ? strstr(s, place->text) : NULL;

	put(h, "<q>");
	if (own) {
		struct sp_buf part = SP_BUF_INIT(SP_BUF_UNCAPPED);
		sp_buf_add(&part, s, (size_t)(own - s));
		text(h, sp_buf_str(&part));
		put(h, "<mark>");
		text(h, place->text);
		put(h, "</mark>");
		s = own + strlen(place->text);
		h->to->failed |= part.failed;
		sp_buf_release(&part);
	}
	text(h, s);
	put(h, "</q>");
}

static void put_place(const struct html *h, const struct sp_place_of *place)
{
	const char *as = sp_say_as(h->l, place->as);
	struct sp_buf where = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_say_where(&where, h->l, place->where);
	put(h, "<tr>");
	cell(h, sp_buf_str(&where));
	put(h, "<td>");
	text(h, sp_say_type(h->l, place->type));
	if (as[0]) {
		put(h, "<br><span class=\"soft small\">");
		text(h, as);
		put(h, "</span>");
	}
	if (place->not_personal) {
		put(h, "<br><span class=\"soft small\">");
		text(h, say(h, "märkt som inte personuppgift", "marked as not personal data"));
		put(h, "</span>");
	}
	put(h, "</td><td>");
	if (place->excerpt) {
		put_excerpt(h, place);
	} else {
		put(h, "<span class=\"soft\">");
		text(h, place->withheld ? say(h, "visas inte", "not shown") : place->masked);
		put(h, "</span>");
	}
	put(h, "</td></tr>\n");
	h->to->failed |= where.failed;
	sp_buf_release(&where);
}

static void put_chips(const struct html *h, const struct sp_held_file *file,
		      const struct sp_held_item *item)
{
	put(h, "<p>");
	if (item->protected_near)
		sp_page_element(h->to, "span", "chip alarm",
				say(h, "skyddad identitet", "protected identity"));
	if (item->special)
		sp_page_element(h->to, "span", "chip care",
				say(h, "känsliga uppgifter", "special category"));
	if (file->news != SP_NEWS_KNOWN)
		sp_page_element(h->to, "span", "chip", sp_say_news(h->l, file->news));
	for (size_t i = 0; i < item->n_kinds; i++) {
		const struct sp_kind *kind = &item->kinds[i];
		sp_page_element(h->to, "span", "chip",
				kind->term_category ? sp_say_term(h->l, kind->term_category)
						    : sp_say_type(h->l, kind->type));
	}
	put(h, "</p>\n");
}

static void put_mark(const struct html *h, const struct sp_review_mark *mark)
{
	char when[32];

	put(h, "<p class=\"small\">&#9873; <strong>");
	text(h, sp_say_mark(h->l, mark->kind));
	if (mark->until) {
		put(h, " ");
		text(h, mark->until);
	}
	put(h, "</strong> ");
	text(h, mark->reason);
	if (mark->basis) {
		put(h, " (");
		text(h, mark->basis);
		put(h, ")");
	}
	put(h, " <span class=\"soft\">");
	text(h, mark->author);
	put(h, ", ");
	put(h, sp_display_time(when, mark->time_ns, false));
	put(h, "</span></p>\n");
}

static void put_about(const struct html *h, const struct sp_held_file *file,
		      const struct sp_held_item *item)
{
	char size[32], modified[32], seen[32], others[64];

	put(h, "<p class=\"soft small\">");
	text(h, say(h, "Ägare ", "Owner "));
	text(h, file->owner);
	if (file->mtime_ns) {
		text(h, say(h, " · ändrad ", " · modified "));
		put(h, sp_display_time(modified, file->mtime_ns, false));
	}
	text(h, say(h, " · känd sedan ", " · known since "));
	put(h, sp_display_time(seen, file->first_seen_ns, false));
	put(h, " · ");
	if (strcmp(item->format, "folder") == 0) {
		text(h, say(h, "mapp", "folder"));
	} else {
		text(h, item->format);
		put(h, " · ");
		put(h, sp_display_bytes(size, item->size));
	}
	if (item->n_others) {
		put(h, " · ");
		text(h, say(h, "andras identifierare i dokumentet: ",
			    "identifiers of others in the document: "));
		put(h, sp_display_number(others, item->n_others));
	}
	put(h, "</p>\n");
}

/* Where the copy is that goes with the extract, and what it lacks. */
static void put_copy(const struct html *h, const struct sp_held_item *item)
{
	const char *what = sp_say_copied(h->l, item->copied);

	if (!item->copied)
		return;
	put(h, "<p class=\"small\">");
	text(h, item->copy ? say(h, "Kopia: ", "Copy: ") : say(h, "Ingen kopia", "No copy"));
	text(h, item->copy ? item->copy : "");
	if (what[0]) {
		put(h, " (");
		text(h, what);
		put(h, ")");
	}
	put(h, "</p>\n");
}

static void put_item(const struct html *h, const struct sp_held_file *file,
		     const struct sp_held_item *item)
{
	static const char *const heads[][2] = {
		{ "Ställe", "Place" },
		{ "Uppgift", "What" },
		{ "Utdrag", "Excerpt" },
	};

	put(h, "<div class=\"head\"><h3>");
	text(h, file->path);
	for (size_t i = 0; i < item->n_members; i++) {
		put(h, SP_DISPLAY_STEP);
		text(h, item->members[i]);
	}
	put(h, "</h3>\n");
	put_about(h, file, item);
	put_chips(h, file, item);
	put_copy(h, item);
	for (size_t i = 0; i < file->n_marks; i++)
		if (!file->marks[i].item || file->marks[i].item == item)
			put_mark(h, file->marks[i].mark);
	put(h, "</div>\n");
	table_head(h, heads, 3);
	for (size_t i = 0; i < item->n_places; i++)
		put_place(h, &item->places[i]);
	table_end(h);
}

static void put_file(const struct html *h, size_t number)
{
	const struct sp_held_file *file = &h->d->files[number];

	put(h, "<section class=\"place\">\n");
	for (size_t i = 0; i < file->n_items; i++)
		put_item(h, file, &file->items[i]);
	if (file->reread != SP_REREAD_SAME && file->reread != SP_REREAD_NOT)
		note(h, "care", sp_say_reread(h->l, file->reread));
	for (size_t i = number + 1; i < h->d->n_files; i++)
		if (h->d->files[i].copy_of == number) {
			put(h, "<p class=\"small\">");
			text(h, say(h, "Samma innehåll: ", "Same content: "));
			text(h, h->d->files[i].path);
			put(h, "</p>\n");
		}
	put(h, "</section>\n");
}

static void put_files(const struct html *h)
{
	heading(h, "Var uppgifterna finns", "Where the data are");
	if (h->d->since_ns) {
		char when[32];
		put(h, "<p>");
		text(h, say(h, "Nytt eller ändrat sedan ", "New or changed since "));
		put(h, sp_display_time(when, h->d->since_ns, false));
		text(h, say(h, "; kända sedan tidigare: ", "; known before: "));
		number(h, h->d->n_known);
		put(h, "</p>\n");
	}
	if (!h->d->n_files)
		sp_page_element(h->to, "p", NULL,
				say(h, "Inga uppgifter hittades i det som kunde läsas.",
				    "No data were found in what could be read."));
	for (size_t i = 0; i < h->d->n_files; i++)
		if (h->d->files[i].copy_of == SIZE_MAX)
			put_file(h, i);
}

/* ---- what the controller adds ---- */

static void put_form(const struct html *h)
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

	heading(h, "Fylls i av den personuppgiftsansvarige", "For the controller to fill in");
	put(h, "<table class=\"fill\"><tbody>\n");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put(h, "<tr>");
		cell(h, say(h, rows[i][0], rows[i][1]));
		put(h, "<td></td></tr>\n");
	}
	table_end(h);
	sp_page_element(
		h->to, "p", NULL,
		say(h,
		    "Den registrerade har rätt att begära rättelse, radering eller begränsning, "
		    "att "
		    "invända mot behandlingen, att få ut uppgifter som den själv har lämnat i "
		    "maskinläsbar form, och att klaga hos Integritetsskyddsmyndigheten (IMY).",
		    "The person has the right to rectification, erasure or restriction, to object, "
		    "to receive data that they gave in machine readable form, and to complain to "
		    "the supervisory authority (in Sweden IMY)."));
}

static void put_answers(const struct html *h)
{
	if (!h->d->n_answers)
		return;
	heading(h, "Tidigare svar", "Earlier answers");
	put(h, "<ul>\n");
	for (size_t i = 0; i < h->d->n_answers; i++) {
		char when[32];
		put(h, "<li>");
		put(h, sp_display_time(when, h->d->answers[i].time_ns, false));
		text(h, say(h, ", av ", ", by "));
		text(h, h->d->answers[i].author);
		put(h, "</li>\n");
	}
	put(h, "</ul>\n");
}

static enum sp_status write_html(const struct sp_dossier *dossier, enum sp_language language,
				 struct sp_buf *to)
{
	struct html h = { .d = dossier, .l = language, .to = to };

	sp_held_sum(dossier, &h.sums);
	sp_page_open(to, language, say(&h, "Registerutdrag", "Register extract"));
	put_head(&h);
	put_facts(&h);
	put_warnings(&h);
	put_categories(&h);
	put_files(&h);
	put_coverage(&h);
	put_answers(&h);
	put_form(&h);
	put(&h, "<footer>");
	text(&h, dossier->program);
	put(&h, " · ");
	text(&h, dossier->inventory_path);
	put(&h, "</footer>\n");
	sp_page_close(to);
	return to->failed ? SP_FATAL : SP_OK;
}

const struct sp_dossier_writer sp_dossier_html = {
	.name = "html",
	.is_answer = true,
	.write = write_html,
};
