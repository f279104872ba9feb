/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c - spana-reader: what reads formats for spana, which starts it with its
 * own version. Another version may tell what it reads in other words.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "spana/scan.h"

#include "base/buf.h"

static int tell_libraries(void)
{
	struct sp_buf libraries = SP_BUF_INIT(SP_BUF_UNCAPPED);

	sp_extractors_libraries(&libraries);
	fputs(sp_buf_str(&libraries), stdout);
	sp_buf_release(&libraries);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], SP_READER_LIBRARIES) == 0)
		return tell_libraries();
	if (argc != 2 || strcmp(argv[1], SPANA_VERSION) != 0) {
		fputs("spana-reader: it is for spana " SPANA_VERSION " itself\n", stderr);
		return 2;
	}
	sp_reader_main();
}
