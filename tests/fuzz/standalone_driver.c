/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * standalone_driver.c - runs a fuzz target without libFuzzer: each file that is
 * named, and each below a folder that is named, once.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define OPEN_FOLDERS 16

/* nftw hands no pointer through to its callback. */
static unsigned long taken, refused;

static int run(const char *path, const struct stat *st, int kind, struct FTW *where)
{
	(void)where;
	if (kind != FTW_F)
		return 0;
	FILE *file = fopen(path, "rb");
	if (!file) {
		perror(path);
		return 1;
	}
	unsigned char *data = malloc(st->st_size ? (size_t)st->st_size : 1);
	if (!data)
		abort();
	size_t size = fread(data, 1, (size_t)st->st_size, file);
	fclose(file);
	if (LLVMFuzzerTestOneInput(data, size) == 0)
		taken++;
	else
		refused++;
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		if (nftw(argv[i], run, OPEN_FOLDERS, FTW_PHYS) != 0) {
			fprintf(stderr, "%s: cannot be read\n", argv[i]);
			return 1;
		}
	printf("%lu inputs read, %lu of no such format\n", taken, refused);
	return taken + refused ? 0 : 1;
}
