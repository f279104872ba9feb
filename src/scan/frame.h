/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frame.h - the parts of a frame, for the two files that know them.
 *
 * A frame is its kind and then numbers (seven bits a byte, the lowest first,
 * the high bit on all but the last) and strings (number of bytes, bytes, NUL).
 */
#ifndef SCAN_FRAME_H
#define SCAN_FRAME_H

enum frame_kind {
	FRAME_BEGIN = 1, /* flags, size, format, [name] */
	FRAME_ROWS,	 /* separator, quote, flags, columns, each column's header */
	FRAME_SEGMENT,	 /* flags, format, from, to, offset, marks, each mark, text to the end */
	FRAME_PROBLEM,	 /* reason, detail */
	FRAME_END,	 /* flags, outcome, format, [media type] */
	FRAME_FILE_END,	 /* flags, -status, members and bytes that were counted */
	FRAME_BYTES,	 /* bytes to the end */
};

/*
 * A mark: bytes since the last one, line, column, how many places it shares with
 * the last from the outermost on, how many are new, and each of these: kind,
 * flags, number, [name], [label].
 */

enum frame_flag {
	FRAME_HAS_NAME = 1,
	FRAME_HAS_LABEL = 2,
	FRAME_STREAMS = 4,
	FRAME_LAST = 8,
	FRAME_HAS_ROWS = 16,
	FRAME_RETIRE = 32,
};

#endif
