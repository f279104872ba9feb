/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vcf.c - vCard (RFC 6350 and older): contacts, a row for each. See cards.h. */
#include "extractors/cards.h"
#include "extractors/registry.h"

unsigned sp_probe_vcf(struct sp_input *in)
{
	return sp_cards_probe(in, "VCARD");
}

static enum sp_status extract(struct sp_input *in, struct sp_sink *out)
{
	return sp_cards_read(in, out, NULL);
}

const struct sp_extractor sp_extractor_vcf = {
	.name = "vcf",
	.probe = sp_probe_vcf,
	.extract = extract,
	.streams = true,
};
