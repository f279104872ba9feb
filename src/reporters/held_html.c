/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * held_html.c - the documents of a register extract: each with its places, what
 * stands near them, and its marks. See held_html.h.
 */
#include "reporters/held_html.h"

#include "reporters/display.h"
#include "reporters/page.h"

#include <string.h>

/* ---- pieces ---- */

const char *sp_held_say(const struct sp_held_html *h, const char *swedish, const char *english)
{
	return sp_say(h->l, swedish, english);
}

void sp_held_put(const struct sp_held_html *h, const char *html)
{
	sp_buf_puts(h->to, html);
}

void sp_held_text(const struct sp_held_html *h, const char *s)
{
	sp_page_text(h->to, s);
}

void sp_held_number(const struct sp_held_html *h, uint64_t n)
{
	char digits[32];

	sp_held_put(h, sp_display_number(digits, n));
}

void sp_held_heading(const struct sp_held_html *h, const char *swedish, const char *english)
{
	sp_page_element(h->to, "h2", NULL, sp_held_say(h, swedish, english));
}

void sp_held_table(const struct sp_held_html *h, const char *const (*heads)[2], size_t n)
{
	sp_held_put(h, "<table><thead><tr>");
	for (size_t i = 0; i < n; i++) {
		/* A head that begins with '#' stands over numbers. */
		bool right = heads[i][0][0] == '#';
		sp_page_element(h->to, "th", right ? "n" : NULL,
				sp_held_say(h, heads[i][0] + right, heads[i][1] + right));
	}
	sp_held_put(h, "</tr></thead><tbody>\n");
}

void sp_held_table_end(const struct sp_held_html *h)
{
	sp_held_put(h, "</tbody></table>\n");
}

void sp_held_cell(const struct sp_held_html *h, const char *s)
{
	sp_page_element(h->to, "td", NULL, s);
}

void sp_held_number_cell(const struct sp_held_html *h, uint64_t n)
{
	char digits[32];

	sp_page_element(h->to, "td", "n", sp_display_number(digits, n));
}

void sp_held_note(const struct sp_held_html *h, const char *class, const char *text)
{
	sp_held_put(h, "<div class=\"note ");
	sp_held_put(h, class);
	sp_held_put(h, "\">");
	sp_page_element(h->to, "p", NULL, text);
	sp_held_put(h, "</div>\n");
}

/* ---- places ---- */

/* The excerpt with what is the person's own marked. */
static void put_excerpt(const struct sp_held_html *h, const struct sp_place_of *place)
{
	const char *s = place->excerpt;
	const char *own = place->text && place->text[0] ? strstr(s, place->text) : NULL;

	sp_held_put(h, "<q>");
	if (own) {
		struct sp_buf part = SP_BUF_INIT(SP_BUF_UNCAPPED);
		sp_buf_add(&part, s, (size_t)(own - s));
		sp_held_text(h, sp_buf_str(&part));
		sp_held_put(h, "<mark>");
		sp_held_text(h, place->text);
		sp_held_put(h, "</mark>");
		s = own + strlen(place->text);
		h->to->failed |= part.failed;
		sp_buf_release(&part);
	}
	sp_held_text(h, s);
	sp_held_put(h, "</q>");
}

static void put_place(const struct sp_held_html *h, const struct sp_place_of *place)
{
	const char *as = sp_say_as(h->l, place->as);
	struct sp_buf where = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_say_where(&where, h->l, place->where);
	sp_held_put(h, "<tr>");
	sp_held_cell(h, sp_buf_str(&where));
	sp_held_put(h, "<td>");
	sp_held_text(h, sp_say_type(h->l, place->type));
	if (as[0]) {
		sp_held_put(h, "<br><span class=\"soft small\">");
		sp_held_text(h, as);
		sp_held_put(h, "</span>");
	}
	if (place->not_personal) {
		sp_held_put(h, "<br><span class=\"soft small\">");
		sp_held_text(h, sp_held_say(h, "märkt som inte personuppgift",
					    "marked as not personal data"));
		sp_held_put(h, "</span>");
	}
	sp_held_put(h, "</td><td>");
	if (place->excerpt) {
		put_excerpt(h, place);
	} else {
		sp_held_put(h, "<span class=\"soft\">");
		sp_held_text(h, place->withheld ? sp_held_say(h, "visas inte", "not shown")
						: place->masked);
		sp_held_put(h, "</span>");
	}
	sp_held_put(h, "</td></tr>\n");
	h->to->failed |= where.failed;
	sp_buf_release(&where);
}

static void put_chips(const struct sp_held_html *h, const struct sp_held_file *file,
		      const struct sp_held_item *item)
{
	sp_held_put(h, "<p>");
	if (item->protected_near)
		sp_page_element(h->to, "span", "chip alarm",
				sp_held_say(h, "skyddad identitet", "protected identity"));
	if (item->special)
		sp_page_element(h->to, "span", "chip care",
				sp_held_say(h, "känsliga uppgifter", "special category"));
	if (file->news != SP_NEWS_KNOWN)
		sp_page_element(h->to, "span", "chip", sp_say_news(h->l, file->news));
	for (size_t i = 0; i < item->n_kinds; i++) {
		const struct sp_kind *kind = &item->kinds[i];
		sp_page_element(h->to, "span", "chip",
				kind->term_category ? sp_say_term(h->l, kind->term_category)
						    : sp_say_type(h->l, kind->type));
	}
	sp_held_put(h, "</p>\n");
}

static void put_mark(const struct sp_held_html *h, const struct sp_review_mark *mark)
{
	char when[32];

	sp_held_put(h, "<p class=\"small\">&#9873; <strong>");
	sp_held_text(h, sp_say_mark(h->l, mark->kind));
	if (mark->until) {
		sp_held_put(h, " ");
		sp_held_text(h, mark->until);
	}
	sp_held_put(h, "</strong> ");
	sp_held_text(h, mark->reason);
	if (mark->basis) {
		sp_held_put(h, " (");
		sp_held_text(h, mark->basis);
		sp_held_put(h, ")");
	}
	sp_held_put(h, " <span class=\"soft\">");
	sp_held_text(h, mark->author);
	sp_held_put(h, ", ");
	sp_held_put(h, sp_display_time(when, mark->time_ns, false));
	sp_held_put(h, "</span></p>\n");
}

static void put_about(const struct sp_held_html *h, const struct sp_held_file *file,
		      const struct sp_held_item *item)
{
	char size[32], modified[32], seen[32], others[64];

	sp_held_put(h, "<p class=\"soft small\">");
	sp_held_text(h, sp_held_say(h, "Ägare ", "Owner "));
	sp_held_text(h, file->owner);
	if (file->mtime_ns) {
		sp_held_text(h, sp_held_say(h, " · ändrad ", " · modified "));
		sp_held_put(h, sp_display_time(modified, file->mtime_ns, false));
	}
	sp_held_text(h, sp_held_say(h, " · känd sedan ", " · known since "));
	sp_held_put(h, sp_display_time(seen, file->first_seen_ns, false));
	sp_held_put(h, " · ");
	if (strcmp(item->format, "folder") == 0) {
		sp_held_text(h, sp_held_say(h, "mapp", "folder"));
	} else {
		sp_held_text(h, item->format);
		sp_held_put(h, " · ");
		sp_held_put(h, sp_display_bytes(size, item->size));
	}
	if (item->n_others) {
		sp_held_put(h, " · ");
		sp_held_text(h, sp_held_say(h, "andras identifierare i dokumentet: ",
					    "identifiers of others in the document: "));
		sp_held_put(h, sp_display_number(others, item->n_others));
	}
	sp_held_put(h, "</p>\n");
}

/* Where the copy is that goes with the extract, and what it lacks. */
static void put_copy(const struct sp_held_html *h, const struct sp_held_item *item)
{
	const char *what = sp_say_copied(h->l, item->copied);

	if (!item->copied)
		return;
	sp_held_put(h, "<p class=\"small\">");
	sp_held_text(h, item->copy ? sp_held_say(h, "Kopia: ", "Copy: ")
				   : sp_held_say(h, "Ingen kopia", "No copy"));
	sp_held_text(h, item->copy ? item->copy : "");
	if (what[0]) {
		sp_held_put(h, " (");
		sp_held_text(h, what);
		sp_held_put(h, ")");
	}
	sp_held_put(h, "</p>\n");
}

static void put_item(const struct sp_held_html *h, const struct sp_held_file *file,
		     const struct sp_held_item *item)
{
	static const char *const heads[][2] = {
		{ "Ställe", "Place" },
		{ "Uppgift", "What" },
		{ "Utdrag", "Excerpt" },
	};

	sp_held_put(h, "<div class=\"head\"><h3>");
	sp_held_text(h, file->path);
	for (size_t i = 0; i < item->n_members; i++) {
		sp_held_put(h, SP_DISPLAY_STEP);
		sp_held_text(h, item->members[i]);
	}
	sp_held_put(h, "</h3>\n");
	put_about(h, file, item);
	put_chips(h, file, item);
	put_copy(h, item);
	for (size_t i = 0; i < file->n_marks; i++)
		if (!file->marks[i].item || file->marks[i].item == item)
			put_mark(h, file->marks[i].mark);
	sp_held_put(h, "</div>\n");
	sp_held_table(h, heads, 3);
	for (size_t i = 0; i < item->n_places; i++)
		put_place(h, &item->places[i]);
	sp_held_table_end(h);
}

static void put_file(const struct sp_held_html *h, size_t number)
{
	const struct sp_held_file *file = &h->d->files[number];

	sp_held_put(h, "<section class=\"place\">\n");
	for (size_t i = 0; i < file->n_items; i++)
		put_item(h, file, &file->items[i]);
	if (file->reread != SP_REREAD_SAME && file->reread != SP_REREAD_NOT)
		sp_held_note(h, "care", sp_say_reread(h->l, file->reread));
	for (size_t i = number + 1; i < h->d->n_files; i++)
		if (h->d->files[i].copy_of == number) {
			sp_held_put(h, "<p class=\"small\">");
			sp_held_text(h, sp_held_say(h, "Samma innehåll: ", "Same content: "));
			sp_held_text(h, h->d->files[i].path);
			sp_held_put(h, "</p>\n");
		}
	sp_held_put(h, "</section>\n");
}

void sp_held_files(const struct sp_held_html *h)
{
	sp_held_heading(h, "Var uppgifterna finns", "Where the data are");
	if (h->d->since_ns) {
		char when[32];
		sp_held_put(h, "<p>");
		sp_held_text(h,
			     sp_held_say(h, "Nytt eller ändrat sedan ", "New or changed since "));
		sp_held_put(h, sp_display_time(when, h->d->since_ns, false));
		sp_held_text(h, sp_held_say(h, "; kända sedan tidigare: ", "; known before: "));
		sp_held_number(h, h->d->n_known);
		sp_held_put(h, "</p>\n");
	}
	if (!h->d->n_files)
		sp_page_element(h->to, "p", NULL,
				sp_held_say(h, "Inga uppgifter hittades i det som kunde läsas.",
					    "No data were found in what could be read."));
	for (size_t i = 0; i < h->d->n_files; i++)
		if (h->d->files[i].copy_of == SIZE_MAX)
			put_file(h, i);
}
