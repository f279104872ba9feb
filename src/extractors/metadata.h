/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metadata.h - is there metadata with text in a picture, sound or film?
 *
 * Each walks the format's own structure, reads little and never says no where
 * it lost its way: true also for what is damaged. Threads: as the input.
 */
#ifndef EXTRACTORS_METADATA_H
#define EXTRACTORS_METADATA_H

#include "spana/input.h"

#include <stdbool.h>

bool sp_metadata_png(struct sp_input *in);
bool sp_metadata_jpeg(struct sp_input *in);
bool sp_metadata_gif(struct sp_input *in);
bool sp_metadata_tiff(struct sp_input *in);
bool sp_metadata_riff(struct sp_input *in);  /* WebP, WAV, AVI */
bool sp_metadata_boxes(struct sp_input *in); /* MP4, MOV, HEIC, AVIF */
bool sp_metadata_mp3(struct sp_input *in);
bool sp_metadata_flac(struct sp_input *in);
bool sp_metadata_ogg(struct sp_input *in);

#endif
