/* SPDX-License-Identifier: GPL-3.0-or-later */
/* people.c - see people.h. */
#include "reporters/people.h"

#include "base/ascii.h"

#include <stdlib.h>
#include <string.h>

static const struct sp_people kinds[] = {
	{ "customers", "Kunder", "Customers", "Customer", 0 },
	{ "employees", "Anställda", "Employees", "Employee", 0 },
	{ "applicants", "Sökande", "Applicants", "Applicant", 0 },
	{ "patients", "Patienter", "Patients", "Patient", 0 },
	{ "pupils", "Elever och studenter", "Pupils and students", "Student", 0 },
	{ "guardians", "Vårdnadshavare", "Guardians", "GuardianOfDataSubject", 0 },
	{ "members", "Medlemmar", "Members", "Member", 0 },
	{ "tenants", "Hyresgäster", "Tenants", "Customer", 0 },
	{ "users", "Brukare och användare", "Users", "User", 0 },
	{ "relatives", "Anhöriga", "Relatives", "DataSubject", 0 },
};

enum { N_KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* How a word begins, and of which kind it speaks. */
static const struct {
	const char *start, *name;
} starts[] = {
	{ "kund", "customers" },       { "customer", "customers" },
	{ "client", "customers" },     { "klient", "customers" },
	{ "låntag", "customers" },     { "försäkringstag", "customers" },
	{ "anst", "employees" },       { "employee", "employees" },
	{ "medarbet", "employees" },   { "handlägg", "employees" },
	{ "lön", "employees" },	       { "salary", "employees" },
	{ "sökande", "applicants" },   { "applicant", "applicants" },
	{ "patient", "patients" },     { "journal", "patients" },
	{ "elev", "pupils" },	       { "student", "pupils" },
	{ "pupil", "pupils" },	       { "vårdnad", "guardians" },
	{ "guardian", "guardians" },   { "medlem", "members" },
	{ "member", "members" },       { "hyresg", "tenants" },
	{ "tenant", "tenants" },       { "brukare", "users" },
	{ "user", "users" },	       { "anhörig", "relatives" },
	{ "närstående", "relatives" },
};

/* The number of the kind that a word speaks of, or N_KINDS. */
static size_t kind_of(const char *word, size_t len)
{
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		size_t n = strlen(starts[i].start), at = 0;
		while (at < n && at < len && sp_to_lower(word[at]) == starts[i].start[at])
			at++;
		for (size_t k = 0; at == n && k < N_KINDS; k++)
			if (strcmp(kinds[k].name, starts[i].name) == 0)
				return k;
	}
	return N_KINDS;
}

static int by_places(const void *a, const void *b)
{
	const struct sp_people *x = a, *y = b;

	if (x->places != y->places)
		return x->places < y->places ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Several words of a kind beside one finding count once. */
static void count_words(const struct sp_group *group, uint64_t places[N_KINDS])
{
	bool met[N_KINDS] = { false };

	for (const char *word = group->name; *word;) {
		size_t len = strcspn(word, "\n"), kind = kind_of(word, len);
		if (kind < N_KINDS && !met[kind]) {
			met[kind] = true;
			places[kind] += sp_group_places(group);
		}
		word += len + (word[len] == '\n');
	}
}

size_t sp_people_of(const struct sp_facts_groups *words, struct sp_people out[SP_PEOPLE_MOST])
{
	uint64_t places[N_KINDS] = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < words->n; i++)
		count_words(&words->items[i], places);
	for (size_t kind = 0; kind < N_KINDS; kind++)
		if (places[kind]) {
			out[n] = kinds[kind];
			out[n++].places = places[kind];
		}
	qsort(out, n, sizeof(*out), by_places);
	return n;
}
