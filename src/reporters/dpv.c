/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dpv.c - what there is as JSON-LD, in the Data Privacy Vocabulary of the W3C
 * community group (version 2, with its extension of personal data, "pd").
 *
 * A source is a dpv:Process that stores: which personal data, of whom (as far
 * as words near by say), and where. Purposes, legal bases and recipients are
 * nothing that a scan sees; they are left to the record that takes this in.
 * Numbers stand under a name of spana's own.
 */
#include "base/json.h"
#include "base/mem.h"
#include "reporters/display.h"
#include "reporters/people.h"

#include <stdio.h>
#include <string.h>

struct sp_report {
	struct sp_json json;
};

static enum sp_status open_dpv(struct sp_report **out, const struct sp_report_style *style,
			       struct sp_buf *to)
{
	struct sp_report *report = sp_mem_zero(1, sizeof(*report));

	(void)style;
	*out = report;
	if (!report)
		return SP_FATAL;
	report->json = sp_json_to(to);
	return SP_OK;
}

struct concept {
	const char *name, *concept;
};

static const struct concept of_types[] = {
	{ "personnummer", "pd:OfficialID" },
	{ "samordningsnummer", "pd:OfficialID" },
	{ "interim_number", "pd:OfficialID" },
	{ "reserve_number", "pd:OfficialID" },
	{ "danish_cpr", "pd:OfficialID" },
	{ "norwegian_id", "pd:OfficialID" },
	{ "finnish_hetu", "pd:OfficialID" },
	{ "icelandic_kennitala", "pd:OfficialID" },
	{ "passport", "pd:Passport" },
	{ "person_name", "pd:Name" },
	{ "birth_date", "pd:BirthDate" },
	{ "email", "pd:EmailAddress" },
	{ "phone", "pd:TelephoneNumber" },
	{ "postal_address", "pd:PhysicalAddress" },
	{ "iban", "pd:BankAccount" },
	{ "bank_account", "pd:BankAccount" },
	{ "bankgiro", "pd:FinancialAccountNumber" },
	{ "plusgiro", "pd:FinancialAccountNumber" },
	{ "payment_card", "pd:PaymentCardNumber" },
	{ "customer_number", "pd:UID" },
	{ "vehicle_registration",
	  "pd:VehicalLicenseRegistration" }, /* as the vocabulary spells it */
	{ "property_designation", "pd:HouseOwned" },
	{ "position", "pd:GPSCoordinate" },
	{ "ip_address", "pd:IPAddress" },
	{ "mac_address", "pd:MACAddress" },
	{ NULL, "dpv:PersonalData" },
};

static const struct concept of_terms[] = {
	{ "health", "pd:Health" },
	{ "union", "pd:TradeUnionMembership" },
	{ "politics", "pd:PoliticalOpinion" },
	{ "religion", "pd:ReligiousBelief" },
	{ "ethnicity", "pd:EthnicOrigin" },
	{ "sex life", "pd:Sexual" },
	{ "genetic", "pd:Genetic" },
	{ "biometric", "pd:Biometric" },
	{ "crime", "pd:Criminal" },
	{ NULL, "dpv:SensitivePersonalData" },
};

static const char *concept_of(const struct concept *concepts, const char *name)
{
	while (concepts->name && strcmp(concepts->name, name) != 0)
		concepts++;
	return concepts->concept;
}

static void put(struct sp_json *json, const char *key, const char *value)
{
	sp_json_key(json, key);
	sp_json_string(json, value);
}

static void open_part(struct sp_json *json, const char *key, char bracket)
{
	sp_json_key(json, key);
	sp_json_open(json, bracket);
}

static void put_time(struct sp_json *json, const char *key, int64_t ns)
{
	char time[32];

	if (!ns)
		return;
	open_part(json, key, '{');
	put(json, "@type", "xsd:dateTime");
	put(json, "@value", sp_display_time(time, ns, true));
	sp_json_close(json, '}');
}

static void put_concept(struct sp_json *json, const char *key, const char *concept)
{
	open_part(json, key, '{');
	put(json, "@id", concept);
	sp_json_close(json, '}');
}

static void put_context(struct sp_json *json)
{
	open_part(json, "@context", '{');
	put(json, "dpv", "https://w3id.org/dpv#");
	put(json, "pd", "https://w3id.org/dpv/pd#");
	put(json, "dct", "http://purl.org/dc/terms/");
	put(json, "xsd", "http://www.w3.org/2001/XMLSchema#");
	put(json, "spana", "urn:spana:report:");
	sp_json_close(json, '}');
}

static void put_numbers(struct sp_json *json, const struct sp_group *group)
{
	sp_json_number(json, "spana:values", group->values);
	sp_json_number(json, "spana:places", sp_group_places(group));
	sp_json_number(json, "spana:files", group->files);
	put_time(json, "spana:oldestChange", group->oldest_ns);
	put_time(json, "spana:newestChange", group->newest_ns);
}

/* Personal data of one kind. A sensitive word is data of the category that it speaks of. */
static void put_data(struct sp_json *json, const struct sp_group *group, const char *concept,
		     const char *key)
{
	const char *category = group->category;
	bool special = strcmp(category, "special") == 0;

	sp_json_open(json, '{');
	open_part(json, "@type", '[');
	sp_json_string(json, concept);
	if (special)
		sp_json_string(json, "dpv:SpecialCategoryPersonalData");
	sp_json_close(json, ']');
	put(json, key, group->name);
	put(json, "spana:category", category);
	put_numbers(json, group);
	sp_json_close(json, '}');
}

static void put_personal_data(struct sp_json *json, const struct sp_report_facts *facts,
			      size_t source)
{
	const struct sp_facts_groups *types = &facts->within[SP_BY_TYPE][source];
	const struct sp_facts_groups *terms = &facts->within[SP_BY_TERM][source];

	open_part(json, "dpv:hasPersonalData", '[');
	for (size_t i = 0; i < types->n; i++)
		if (strcmp(types->items[i].name, "sensitive_term") != 0 &&
		    strcmp(types->items[i].category, "organisation") != 0)
			put_data(json, &types->items[i], concept_of(of_types, types->items[i].name),
				 "spana:type");
	for (size_t i = 0; i < terms->n; i++)
		put_data(json, &terms->items[i], concept_of(of_terms, terms->items[i].name),
			 "spana:term");
	sp_json_close(json, ']');
}

static void put_people(struct sp_json *json, const struct sp_report_facts *facts, size_t source)
{
	struct sp_people people[SP_PEOPLE_MOST];
	size_t n = sp_people_of(&facts->within[SP_BY_WORDS][source], people);
	char concept[64];

	open_part(json, "dpv:hasDataSubject", '[');
	for (size_t i = 0; i < n; i++) {
		snprintf(concept, sizeof(concept), "dpv:%s", people[i].concept);
		sp_json_open(json, '{');
		put(json, "@type", concept);
		put(json, "dct:title", people[i].english);
		put(json, "spana:sign", "words near by");
		sp_json_number(json, "spana:places", people[i].places);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static void put_source(struct sp_json *json, const struct sp_report_facts *facts, size_t number)
{
	const struct sp_source_row *source = &facts->sources[number];

	sp_json_open(json, '{');
	put(json, "@type", "dpv:Process");
	put(json, "dct:title", source->path);
	put_concept(json, "dpv:hasProcessing", "dpv:Store");
	put_personal_data(json, facts, number);
	put_people(json, facts, number);
	open_part(json, "dpv:hasStorageCondition", '{');
	put(json, "@type", "dpv:StorageLocation");
	put(json, "dct:title", source->path);
	sp_json_close(json, '}');
	sp_json_number(json, "spana:files", source->files);
	sp_json_number(json, "spana:places", source->findings);
	sp_json_number(json, "spana:problems", source->problems);
	put_time(json, "spana:lastCompleteScan", source->last_complete_ns);
	sp_json_close(json, '}');
}

static void put_coverage(struct sp_json *json, const struct sp_overview *overview)
{
	open_part(json, "spana:coverage", '{');
	sp_json_number(json, "spana:items", overview->items);
	sp_json_number(json, "spana:readInFull", overview->outcomes[SP_OUTCOME_FULL]);
	sp_json_number(json, "spana:readInPart", overview->outcomes[SP_OUTCOME_PART]);
	sp_json_number(json, "spana:notRead", overview->outcomes[SP_OUTCOME_NOT_READ]);
	sp_json_number(json, "spana:noText", overview->outcomes[SP_OUTCOME_NO_TEXT]);
	sp_json_close(json, '}');
}

static void put_scans(struct sp_json *json, const struct sp_report_facts *facts)
{
	open_part(json, "spana:scan", '[');
	for (size_t i = 0; i < facts->n_scans; i++) {
		const struct sp_scan_row *scan = &facts->scans[i];
		sp_json_open(json, '{');
		sp_json_number(json, "spana:number", scan->id);
		put(json, "spana:state", scan->state);
		put_time(json, "spana:started", scan->started_ns);
		put(json, "spana:program", scan->program);
		put(json, "spana:ruleset", scan->ruleset);
		put(json, "spana:options", scan->options);
		sp_json_close(json, '}');
	}
	sp_json_close(json, ']');
}

static enum sp_status put_summary(struct sp_report *report, const struct sp_report_summary *summary)
{
	const struct sp_report_facts *facts = summary->facts;
	struct sp_json *json = &report->json;

	sp_json_open(json, '{');
	put_context(json);
	put(json, "dct:title", "Personal data found in files");
	put(json, "dct:creator", facts->program);
	put_time(json, "dct:created", facts->made_ns);
	put(json, "spana:inventory", facts->inventory);
	put(json, "spana:options", facts->options);
	sp_json_number(json, "spana:leftOut", facts->hidden);
	put_coverage(json, summary->overview);
	put_scans(json, facts);
	open_part(json, "dpv:hasProcess", '[');
	for (size_t i = 0; i < facts->n_sources; i++)
		put_source(json, facts, i);
	sp_json_close(json, ']');
	sp_json_close(json, '}');
	sp_buf_putc(json->out, '\n');
	return json->out->failed ? SP_FATAL : SP_OK;
}

static void close_dpv(struct sp_report *report)
{
	sp_mem_free(report);
}

extern const struct sp_reporter sp_reporter_dpv;
const struct sp_reporter sp_reporter_dpv = {
	.name = "dpv",
	.ending = "jsonld",
	.stored = true,
	.whole = true,
	.within = 1U << SP_BY_TYPE | 1U << SP_BY_TERM | 1U << SP_BY_WORDS,
	.totals = true,
	.open = open_dpv,
	.summary = put_summary,
	.close = close_dpv,
};
