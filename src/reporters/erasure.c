/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * erasure.c - plans and records of erasures, as a table and as a page. The
 * person is not in them: a record that is kept must not hold what was erased.
 */
#include "spana/erasure.h"
#include "reporters/held.h"

#include "base/translate.h"
#include "base/utf8.h"
#include "reporters/display.h"
#include "reporters/page.h"

#include <string.h>

static const char *action_text(enum sp_language l, enum sp_erase_action action)
{
	switch (action) {
	case SP_ERASE_FILE:
		return sp_say(l, "radera filen", "erase the file");
	case SP_ERASE_MESSAGE:
		return sp_say(l, "radera meddelandet", "erase the message");
	case SP_ERASE_TAKE_OUT:
		return sp_say(l, "ta ut ur arkivet", "take out of the archive");
	case SP_ERASE_BY_HAND:
		return sp_say(l, "för hand", "by hand");
	case SP_ERASE_ASK:
		return sp_say(l, "fråga ägaren", "ask the owner");
	case SP_ERASE_KEEP:
	case SP_ERASE_ACTIONS:
		break;
	}
	return sp_say(l, "bevaras", "keep");
}

static const char *result_text(enum sp_language l, enum sp_erase_result result)
{
	switch (result) {
	case SP_ERASED:
	case SP_ERASED_BEFORE:
		return sp_say(l, "raderat", "erased");
	case SP_ERASED_CHANGED:
		return sp_say(l, "ändrat sedan planen gjordes: inte rört",
			      "changed since the plan was made: not touched");
	case SP_ERASED_GONE:
		return sp_say(l, "fanns inte kvar", "was not there any more");
	case SP_ERASED_HELD:
		return sp_say(l, "spärrat: inte rört", "held: not touched");
	case SP_ERASED_FAILED:
		return sp_say(l, "misslyckades", "failed");
	case SP_ERASED_NOT:
	case SP_ERASED_RESULTS:
		break;
	}
	return sp_say(l, "inte gjort", "not done");
}

/* "meddelande 3 från 2026-01-05, "Ämne", i mappen "A/B"" */
static void put_message(struct sp_buf *to, const char *member)
{
	struct sp_message_at at;

	if (!sp_message_find(member, &at)) {
		sp_buf_printf(to, "”%s”", member);
		return;
	}
	sp_buf_printf(to, "meddelande %llu%s%s, ”%s”, i mappen ”%.*s”",
		      (unsigned long long)at.number, at.day[0] ? " från " : "", at.day, at.subject,
		      (int)at.folder_len, at.folder);
}

static void put_store(struct sp_buf *to, const struct sp_plan_place *place)
{
	if (strcmp(place->format, "ost") == 0) {
		sp_buf_puts(to, "Filen är Outlooks kopia av en brevlåda på en server. Radera där ");
		put_message(to, place->member);
		sp_buf_puts(to,
			    ", också bland det som kan återställas; vid nästa synkronisering är "
			    "det borta här. Finns kontot inte längre, radera filen.");
	} else {
		sp_buf_puts(to, "Öppna arkivet i Outlook, radera ");
		put_message(to, place->member);
		sp_buf_puts(to, ", töm Borttaget och komprimera datafilen.");
	}
}

/* What a human does; a plan has it in English. */
static const char *direction_text(enum sp_language l, const struct sp_plan_place *place)
{
	if (l == SP_ENGLISH || !place->directions)
		return place->directions;
	if (place->action == SP_ERASE_ASK)
		return "Be ägaren radera: spana får inte skriva i mappen.";
	if (strcmp(place->format, "folder") == 0)
		return "Byt namn på mappen: namnet är en uppgift om personen.";
	if (!place->has_hash)
		return "Filen lästes inte i sin helhet: sök igenom den på nytt först.";
	if (place->member)
		return "Packa upp arkivet, ta bort personens dokument i det inre arkivet, packa "
		       "igen, och radera det som packades upp.";
	return "Öppna dokumentet och ta bort personens uppgifter på de ställen som "
	       "registerutdraget anger: andra personer står också där. Spara utan tidigare "
	       "versioner.";
}

/* The same, with the message in a store told; `room` holds that. */
static const char *directions(enum sp_language l, const struct sp_plan_place *place,
			      struct sp_buf *room)
{
	if (l != SP_SWEDISH || place->action != SP_ERASE_BY_HAND || !place->has_hash ||
	    !place->member || !sp_is_store(place->format))
		return direction_text(l, place);
	put_store(room, place);
	return sp_buf_str(room);
}

/* Against: our own words in the language, people's own as they are. */
static const char *against_text(enum sp_language l, const struct sp_against *against)
{
	if (strcmp(against->code, "others") == 0)
		return sp_say(l, "andra personer står också där",
			      "other people stand in it as well");
	if (strcmp(against->code, "no_write") == 0)
		return sp_say(l, "ingen rätt att skriva i mappen",
			      "no right to write into the folder");
	return against->text;
}

/* What a place was found to be afterwards. */
static const char *state_text(enum sp_language l, const char *state)
{
	static const char *const states[][3] = { { "gone", "borta", "gone" },
						 { "clean", "inget kvar", "nothing left" },
						 { "left", "kvar", "left" },
						 { "unreadable", "kan inte läsas",
						   "cannot be read" } };

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(states[i][0], state) == 0)
			return sp_say(l, states[i][1], states[i][2]);
	return state;
}

static void put_place(struct sp_buf *to, const struct sp_plan_place *place)
{
	sp_display_put(to, place->path);
	if (place->member) {
		sp_buf_puts(to, SP_DISPLAY_STEP);
		sp_display_put(to, place->member);
	}
}

/* ---- text ---- */

#define INDENT 9

/* A line that belongs to a place: harmless, and broken where a terminal ends. */
static void put_line(struct sp_buf *to, unsigned width, const char *before, const char *text)
{
	struct sp_buf line = SP_BUF_INIT(SP_BUF_UNCAPPED);
	locale_t locale = sp_display_locale();

	sp_display_put(&line, before);
	sp_display_put(&line, text);
	sp_buf_printf(to, "%*s", INDENT, "");
	sp_display_wrap(to, locale, sp_buf_str(&line), width, INDENT, INDENT);
	sp_buf_putc(to, '\n');
	to->failed = to->failed || line.failed;
	sp_buf_release(&line);
	if (locale)
		freelocale(locale);
}

static void put_plan_place(struct sp_buf *to, unsigned width, enum sp_language l,
			   const struct sp_plan_place *place, bool applied)
{
	sp_buf_printf(to, "%4llu %s ", (unsigned long long)place->number,
		      place->approved ? "[x]" : "[ ]");
	put_place(to, place);
	sp_buf_printf(to, "\n%*s%s", INDENT, "", action_text(l, place->action));
	if (applied)
		sp_buf_printf(to, ": %s", result_text(l, place->result));
	sp_buf_putc(to, '\n');
	for (size_t j = 0; j < place->n_against; j++)
		put_line(to, width, sp_say(l, "emot: ", "against: "),
			 against_text(l, &place->against[j]));
	if (place->wanted)
		put_line(to, width, sp_say(l, "för: ", "for: "), place->wanted);
	struct sp_buf room = SP_BUF_INIT(SP_BUF_UNCAPPED);
	if (place->why && place->why[0])
		put_line(to, width, "", place->why);
	else if (place->directions)
		put_line(to, width, "", directions(l, place, &room));
	to->failed |= room.failed;
	sp_buf_release(&room);
}

/* In a column of 14. */
static void put_state(struct sp_buf *to, enum sp_language l, const char *state)
{
	const char *text = state_text(l, state);
	size_t used = sp_utf8_count(text, strlen(text));

	sp_buf_printf(to, "%s%*s", text, used < 14 ? (int)(14 - used) : 0, "");
}

enum sp_status sp_erasure_text(const struct sp_plan *plan, unsigned width, struct sp_buf *to)
{
	const enum sp_language l = sp_spoken();

	for (size_t i = 0; i < plan->n; i++)
		put_plan_place(to, width, l, &plan->places[i], plan->applied_ns != 0);
	for (size_t i = 0; i < plan->n_proof; i++) {
		sp_buf_puts(to, "  ");
		put_state(to, l, plan->proof[i].state);
		sp_buf_putc(to, ' ');
		sp_display_put(to, plan->proof[i].path);
		if (plan->proof[i].left)
			sp_buf_printf(to,
				      sp_translate_n("  (%llu place)", "  (%llu places)",
						     plan->proof[i].left),
				      (unsigned long long)plan->proof[i].left);
		sp_buf_putc(to, '\n');
	}
	return to->failed ? SP_FATAL : SP_OK;
}

/* ---- the page ---- */

struct page {
	const struct sp_plan *plan;
	enum sp_language l;
	struct sp_buf *to;
};

static const char *say(const struct page *p, const char *swedish, const char *english)
{
	return sp_say(p->l, swedish, english);
}

static void pair(const struct page *p, const char *what, const char *value)
{
	sp_page_element(p->to, "dt", NULL, what);
	sp_page_element(p->to, "dd", NULL, value ? value : "-");
}

static void hex_cell(const struct page *p, const struct sp_plan_place *place)
{
	char hex[2 * SP_DIGEST + 1] = "-";

	for (int i = 0; i < SP_DIGEST && place->has_hash; i++) {
		static const char digits[] = "0123456789abcdef";
		hex[2 * i] = digits[place->hash[i] >> 4];
		hex[2 * i + 1] = digits[place->hash[i] & 15];
		hex[2 * i + 2] = '\0';
	}
	sp_page_element(p->to, "p", "soft small", hex);
}

static void put_directions(const struct page *p, const struct sp_plan_place *place)
{
	struct sp_buf room = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_page_element(p->to, "p", "small", directions(p->l, place, &room));
	p->to->failed |= room.failed;
	sp_buf_release(&room);
}

static void put_row(const struct page *p, const struct sp_plan_place *place)
{
	char when[32];

	sp_buf_puts(p->to, "<tr><td>");
	sp_page_text(p->to, place->path);
	if (place->member) {
		sp_buf_puts(p->to, SP_DISPLAY_STEP);
		sp_page_text(p->to, place->member);
	}
	hex_cell(p, place);
	sp_buf_puts(p->to, "</td>");
	sp_page_element(p->to, "td", NULL, action_text(p->l, place->action));
	sp_buf_puts(p->to, "<td>");
	sp_page_text(p->to, result_text(p->l, place->result));
	if (place->time_ns)
		sp_page_element(p->to, "p", "soft small",
				sp_display_time(when, place->time_ns, true));
	if (place->why && place->why[0])
		sp_page_element(p->to, "p", "small", place->why);
	for (size_t i = 0; i < place->n_against; i++)
		sp_page_element(p->to, "p", "soft small", against_text(p->l, &place->against[i]));
	if (place->result == SP_ERASED_NOT && place->directions)
		put_directions(p, place);
	sp_buf_puts(p->to, "</td></tr>\n");
}

static uint64_t left_in_all(const struct sp_plan *plan, uint64_t *unreadable)
{
	uint64_t left = 0;

	*unreadable = 0;
	for (size_t i = 0; i < plan->n_proof; i++) {
		left += plan->proof[i].left;
		*unreadable += strcmp(plan->proof[i].state, "unreadable") == 0;
	}
	return left;
}

static void put_verdict(const struct page *p)
{
	uint64_t unreadable, left = left_in_all(p->plan, &unreadable);
	const char *class = left || unreadable ? "note care" : "note";
	char number[32];

	sp_buf_printf(p->to, "<div class=\"%s\"><p><strong>", class);
	if (left) {
		sp_buf_printf(p->to, "%s ", sp_display_number(number, left));
		sp_page_text(p->to, left == 1 ? say(p, "ställe finns kvar; det står nedan.",
						    "place is left; it stands below.")
					      : say(p, "ställen finns kvar; de står nedan.",
						    "places are left; they stand below."));
	} else {
		sp_page_text(p->to, say(p, "Inget finns kvar på de ställen som kunde läsas.",
					"Nothing is left where it could be read."));
	}
	sp_buf_puts(p->to, "</strong></p>");
	if (unreadable)
		sp_page_element(p->to, "p", NULL,
				say(p, "Några filer kunde inte läsas på nytt och bevisar inget.",
				    "Some files could not be read again and prove nothing."));
	if (p->plan->quarantine)
		sp_page_element(p->to, "p", NULL,
				say(p,
				    "Raderade filer ligger i karantän. Efter dagen ovan raderas de "
				    "slutligt med spana erase --purge.",
				    "Erased files lie in quarantine. After the day above "
				    "spana erase --purge deletes them for good."));
	sp_buf_puts(p->to, "</div>\n");
}

static void put_proof(const struct page *p)
{
	sp_page_element(p->to, "h2", NULL, say(p, "Efterkontroll", "Looked at again"));
	sp_buf_puts(p->to, "<table><tbody>\n");
	for (size_t i = 0; i < p->plan->n_proof; i++) {
		const struct sp_proof *proof = &p->plan->proof[i];
		sp_buf_puts(p->to, "<tr>");
		sp_page_element(p->to, "td", NULL, proof->path);
		sp_page_element(p->to, "td", "fix", state_text(p->l, proof->state));
		sp_buf_puts(p->to, "</tr>\n");
	}
	sp_buf_puts(p->to, "</tbody></table>\n");
}

enum sp_status sp_erasure_html(const struct sp_plan *plan, enum sp_language language,
			       struct sp_buf *to)
{
	const struct page p = { plan, language, to };
	char when[32], until[11];

	sp_page_open(to, language, say(&p, "Radering", "Erasure"));
	sp_page_element(to, "h1", NULL, say(&p, "Protokoll över radering", "Record of an erasure"));
	sp_buf_puts(to, "<dl>\n");
	pair(&p, say(&p, "Nummer", "Number"), plan->id);
	pair(&p, say(&p, "Plan av", "Plan by"), plan->author);
	pair(&p, say(&p, "Utförd", "Carried out"), sp_display_time(when, plan->applied_ns, true));
	pair(&p, say(&p, "Utförd av", "By"), plan->applied_by);
	pair(&p, say(&p, "Karantän", "Quarantine"),
	     plan->quarantine ? plan->quarantine
			      : say(&p, "ingen: raderat slutligt", "none: deleted for good"));
	if (plan->quarantine)
		pair(&p, say(&p, "Bevaras där till", "Kept there until"),
		     sp_day_text(plan->keep_until, until));
	sp_buf_puts(to, "</dl>\n");
	put_verdict(&p);
	sp_page_element(to, "h2", NULL, say(&p, "Ställen", "Places"));
	sp_buf_puts(to, "<section class=\"record\"><table><thead><tr>");
	sp_page_element(to, "th", NULL,
			say(&p, "Var, och innehållets kontrollsumma",
			    "Where, and the content's keyed hash"));
	sp_page_element(to, "th", NULL, say(&p, "Åtgärd", "Action"));
	sp_page_element(to, "th", NULL, say(&p, "Resultat", "Result"));
	sp_buf_puts(to, "</tr></thead><tbody>\n");
	for (size_t i = 0; i < plan->n; i++)
		put_row(&p, &plan->places[i]);
	sp_buf_puts(to, "</tbody></table></section>\n");
	put_proof(&p);
	sp_buf_puts(to, "<footer>");
	sp_page_text(to, plan->program ? plan->program : "");
	sp_buf_puts(to, "</footer>\n");
	sp_page_close(to);
	return to->failed ? SP_FATAL : SP_OK;
}
