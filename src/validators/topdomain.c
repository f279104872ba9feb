/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * topdomain.c - top-level domains: all country codes, the generic ones in
 * common use, those set aside by RFC 2606. The IANA root zone has some
 * thousand more, which mail hardly comes from: they count as unknown.
 */
#include "validators/topdomain.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST 16

static const char countries[] =
	"acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbvbwbybz"
	"cacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegereseteufifjfkfmfofr"
	"gagdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqirisitjejmjojp"
	"kekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmkmlmmmnmompmqmrmsmt"
	"mumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurw"
	"sasbscsdsesgshsisjskslsmsnsosrssstsusvsxsysztctdtftgthtjtktltmtntotrtttvtwtz"
	"uaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw";

/* Sorted, as are the tables below. */
static const char *const generic[] = {
	"academy",	 "aero",       "agency",      "amsterdam",   "app",	   "archi",
	"art",		 "asia",       "auto",	      "bank",	     "bar",	   "berlin",
	"bike",		 "bio",	       "biz",	      "blog",	     "business",   "cafe",
	"capital",	 "care",       "careers",     "cat",	     "center",	   "chat",
	"church",	 "city",       "clinic",      "cloud",	     "club",	   "coach",
	"com",		 "community",  "company",     "consulting",  "coop",	   "dental",
	"design",	 "dev",	       "digital",     "direct",	     "eco",	   "edu",
	"education",	 "email",      "energy",      "engineering", "events",	   "example",
	"expert",	 "family",     "farm",	      "finance",     "fit",	   "foundation",
	"fun",		 "fund",       "gallery",     "global",	     "gmbh",	   "gov",
	"green",	 "group",      "guide",	      "guru",	     "hamburg",	   "health",
	"help",		 "hotel",      "house",	      "info",	     "institute",  "int",
	"international", "invalid",    "jobs",	      "law",	     "legal",	   "life",
	"link",		 "live",       "london",      "ltd",	     "management", "market",
	"marketing",	 "media",      "mil",	      "mobi",	     "money",	   "museum",
	"name",		 "net",	       "network",     "news",	     "ngo",	   "nyc",
	"one",		 "ong",	       "online",      "org",	     "page",	   "paris",
	"partners",	 "photo",      "photography", "plus",	     "post",	   "press",
	"pro",		 "properties", "pub",	      "report",	     "rest",	   "restaurant",
	"sale",		 "school",     "science",     "scot",	     "services",   "shop",
	"site",		 "social",     "software",    "solutions",   "space",	   "sport",
	"stockholm",	 "store",      "studio",      "support",     "swiss",	   "systems",
	"team",		 "tech",       "technology",  "tel",	     "test",	   "tips",
	"today",	 "tools",      "top",	      "tours",	     "town",	   "training",
	"travel",	 "university", "vip",	      "wales",	     "watch",	   "website",
	"wiki",		 "work",       "works",	      "world",	     "xxx",	   "xyz",
	"zone",
};

static const char *const like_files[] = { "mov", "py", "rs", "sh", "show", "zip" };

static const char *const files[] = {
	"asp",	"aspx", "avif", "bat",	"bmp",	"class", "conf", "cpp",	 "css",	 "csv",	 "dll",
	"doc",	"docx", "emf",	"eml",	"eps",	"exe",	 "gif",	 "heic", "htm",	 "html", "ico",
	"ini",	"jar",	"java", "jpeg", "jpg",	"js",	 "json", "jsx",	 "log",	 "map",	 "mjs",
	"mp3",	"mp4",	"msg",	"pdf",	"php",	"png",	 "pptx", "psd",	 "scss", "sql",	 "svg",
	"tgz",	"tif",	"tiff", "toml", "ts",	"tsx",	 "ttf",	 "txt",	 "wasm", "wav",	 "webm",
	"webp", "wmf",	"woff", "xls",	"xlsx", "xml",	 "yaml", "yml",
};

static int compare(const void *key, const void *entry)
{
	return strcmp(key, *(const char *const *)entry);
}

#define HAS(table, key) \
	(bsearch(key, table, sizeof(table) / sizeof(*(table)), sizeof(*(table)), compare) != NULL)

static bool is_country(const char *label)
{
	for (size_t i = 0; i + 1 < sizeof(countries) - 1; i += 2)
		if (countries[i] == label[0] && countries[i + 1] == label[1])
			return true;
	return false;
}

enum sp_topdomain sp_topdomain_find(const char *label, size_t len)
{
	char key[LONGEST];

	if (len >= sizeof(key))
		return SP_TOPDOMAIN_UNKNOWN;
	memcpy(key, label, len);
	key[len] = '\0';
	if (HAS(files, key))
		return SP_TOPDOMAIN_FILE;
	if (HAS(like_files, key))
		return SP_TOPDOMAIN_LIKE_FILE;
	if ((len == 2 && is_country(key)) || HAS(generic, key))
		return SP_TOPDOMAIN_KNOWN;
	return SP_TOPDOMAIN_UNKNOWN;
}
