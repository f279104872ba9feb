/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * signatures.c - the table, most of it from the formats' own specifications
 * and IANA's media types; formats with a reader of their own are not in it, or
 * are outbid.
 */
#include "extractors/signatures.h"

#include <string.h>

#include "base/bytes.h"

#include "extractors/metadata.h"
#include "extractors/text_kind.h"

static uint32_t le32_at(const unsigned char *head, size_t len, size_t at)
{
	struct sp_bytes c = sp_bytes_of(head, len);
	uint32_t value = 0;

	return sp_bytes_skip(&c, at) && sp_bytes_le32(&c, &value) ? value : 0;
}

static bool is_binary(struct sp_input *in, const unsigned char *head, size_t len)
{
	(void)in;
	return !sp_text_is_likely(head, len);
}

/* "BM" is two letters: the header that follows has a known length. */
static bool is_bmp(struct sp_input *in, const unsigned char *head, size_t len)
{
	uint32_t header = le32_at(head, len, 14);

	return is_binary(in, head, len) && header >= 12 && header <= 124;
}

/* A bitmap without a file's header, as documents hold it: one plane. */
static bool is_dib(struct sp_input *in, const unsigned char *head, size_t len)
{
	(void)in;
	return len > 40 && head[12] == 1 && head[13] == 0 && head[15] == 0 && head[14] <= 32;
}

static bool is_icon(struct sp_input *in, const unsigned char *head, size_t len)
{
	(void)in;
	/* Pictures, at least one and not many; then the first one's place. */
	uint32_t n = le32_at(head, len, 4) & 0xFFFF, at = le32_at(head, len, 18);
	return n && n < 256 && at >= 6 + 16 * n;
}

static bool is_pe(struct sp_input *in, const unsigned char *head, size_t len)
{
	uint32_t at = le32_at(head, len, 0x3C);

	/* Old programs of DOS have the first header alone. */
	return is_binary(in, head, len) &&
	       (len < 4 || at > len - 4 || !memcmp(head + at, "PE\0\0", 4) || at < 0x40 ||
		head[at] == 'N' || head[at] == 'L');
}

/* MPEG audio: a frame's header that makes sense. */
static bool is_mpeg_audio(struct sp_input *in, const unsigned char *head, size_t len)
{
	return len >= 4 && (head[1] & 0xE6) == 0xE2 && (head[2] & 0xF0) != 0xF0 &&
	       (head[2] & 0x0C) != 0x0C && is_binary(in, head, len);
}

static bool is_pyc(struct sp_input *in, const unsigned char *head, size_t len)
{
	return len > 16 &&
	       (head[1] == 0x0C || head[1] == 0x0D || head[1] == 0x0E || head[1] == 0xF3 ||
		head[1] == 0xF2) &&
	       is_binary(in, head, len);
}

/* Tables of a font: their number, and room for them. */
static bool is_sfnt(struct sp_input *in, const unsigned char *head, size_t len)
{
	(void)in;
	return len > 12 && head[4] == 0 && head[5] > 3 && head[5] < 64 && head[12] >= ' ';
}

/* Java's class files and Apple's programs for several machines begin alike. */
static bool is_class(struct sp_input *in, const unsigned char *head, size_t len)
{
	(void)in;
	return len > 8 && head[4] == 0 && head[5] < 4 && head[6] == 0 && head[7] >= 45;
}

/* A dBase file: date of its last change, then lengths that fit together. */
static bool is_dbf(struct sp_input *in, const unsigned char *head, size_t len)
{
	if (len < 66 || head[2] < 1 || head[2] > 12 || head[3] < 1 || head[3] > 31)
		return false;
	uint32_t lengths = le32_at(head, len, 8), header = lengths & 0xFFFF, record = lengths >> 16;
	uint64_t rows = le32_at(head, len, 4);
	return header >= 65 && record && header + rows * record <= sp_input_size(in) + 1 &&
	       (header > len || head[header - 1] == 0x0D || head[header - 1] == 0);
}

static bool is_iso(struct sp_input *in, const unsigned char *head, size_t len)
{
	char mark[5];
	size_t got = 0;

	/* Its first 32 KB are for others: most leave them empty. */
	if (len < SP_HEAD || head[0] || memcmp(head, head + 1, 63) || sp_input_size(in) < 36864)
		return false;
	return sp_input_read(in, 32769, mark, sizeof(mark), &got) == SP_OK && got == sizeof(mark) &&
	       !memcmp(mark, "CD001", 5);
}

/* A boot sector: a jump, or partitions whose flags are what they can be. */
static bool is_disk(struct sp_input *in, const unsigned char *head, size_t len)
{
	if (len < SP_HEAD || sp_input_size(in) < SP_MIB || sp_input_size(in) % 512)
		return false;
	if (head[0] == 0xEB || head[0] == 0xE9)
		return true;
	unsigned used = 0;
	for (const unsigned char *part = head + 446; part < head + 510; part += 16) {
		if (part[0] & 0x7F)
			return false;
		used += part[4] != 0;
	}
	return used > 0;
}

/* Behind the magic of ext2 to ext4 comes a state, and its block size is a power of two. */
static bool is_ext(struct sp_input *in, const unsigned char *head, size_t len)
{
	return sp_input_size(in) >= 64 * SP_KIB && le32_at(head, len, 1024) &&
	       le32_at(head, len, 1048) <= 6 && (le32_at(head, len, 1080) >> 16) <= 7;
}

/* Letters, digits, spaces, line ends and the commonest marks of EBCDIC. */
static size_t count_ebcdic(const unsigned char *s, size_t len, size_t *spaces)
{
	static const unsigned char marks[] = { 0x0D, 0x15, 0x25, 0x40, 0x4B, 0x5B, 0x60,
					       0x61, 0x6A, 0x6B, 0x7A, 0x7B, 0xC0, 0xD0 };
	size_t fits = 0;

	*spaces = 0;
	for (size_t i = 0; i < len; i++) {
		unsigned char row = s[i] >> 4, column = s[i] & 0x0F;
		bool letter = row >= 8 && row < 0xF && row != 0xB && column >= 1 && column <= 9;
		fits += letter || row == 0xF || memchr(marks, s[i], sizeof(marks));
		*spaces += s[i] == 0x40;
	}
	return fits;
}

/* Mostly EBCDIC, with spaces: a line's worth is looked at before all of it. */
static bool is_ebcdic(struct sp_input *in, const unsigned char *head, size_t len)
{
	enum { LINE = 32 };
	size_t spaces;

	(void)in;
	if (len < LINE || count_ebcdic(head, LINE, &spaces) < LINE - 2)
		return false;
	return count_ebcdic(head, len, &spaces) * 20 >= len * 19 && spaces * 50 >= len;
}

#define NO_TEXT SP_SIGNATURE_NO_TEXT
#define UNREAD SP_SIGNATURE_UNREAD
#define VOLUME SP_SIGNATURE_VOLUME
#define ENCRYPTED SP_SIGNATURE_ENCRYPTED
#define NONE SP_METADATA_NONE
/* A string with its length. */
#define B(s) s, sizeof(s) - 1

static const struct sp_signature signatures[] = {
	/* pictures */
	{ "png", "image/png", NULL, NO_TEXT, 0, B("\x89PNG\r\n\x1A\n"), NULL, SP_METADATA_PNG },
	{ "jpeg", "image/jpeg", NULL, NO_TEXT, 0, B("\xFF\xD8\xFF"), NULL, SP_METADATA_JPEG },
	{ "gif", "image/gif", NULL, NO_TEXT, 0, B("GIF87a"), NULL, SP_METADATA_GIF },
	{ "gif", "image/gif", NULL, NO_TEXT, 0, B("GIF89a"), NULL, SP_METADATA_GIF },
	{ "bmp", "image/bmp", NULL, NO_TEXT, 0, B("BM"), is_bmp, NONE },
	{ "tiff", "image/tiff", NULL, NO_TEXT, 0, B("II*\0"), NULL, SP_METADATA_TIFF },
	{ "tiff", "image/tiff", NULL, NO_TEXT, 0, B("MM\0*"), NULL, SP_METADATA_TIFF },
	{ "webp", "image/webp", NULL, NO_TEXT, 8, B("WEBPVP8"), NULL, SP_METADATA_RIFF },
	{ "ico", "image/vnd.microsoft.icon", NULL, NO_TEXT, 0, B("\0\0\1\0"), is_icon, NONE },
	{ "cur", "image/vnd.microsoft.icon", NULL, NO_TEXT, 0, B("\0\0\2\0"), is_icon, NONE },
	{ "heic", "image/heic", NULL, NO_TEXT, 4, B("ftyphei"), NULL, SP_METADATA_BOXES },
	{ "heic", "image/heic", NULL, NO_TEXT, 4, B("ftypmif1"), NULL, SP_METADATA_BOXES },
	{ "avif", "image/avif", NULL, NO_TEXT, 4, B("ftypavi"), NULL, SP_METADATA_BOXES },
	{ "jxl", "image/jxl", NULL, NO_TEXT, 0, B("\0\0\0\x0CJXL \r\n\x87\n"), NULL,
	  SP_METADATA_BOXES },
	{ "jp2", "image/jp2", NULL, NO_TEXT, 0, B("\0\0\0\x0CjP  \r\n\x87\n"), NULL,
	  SP_METADATA_BOXES },
	{ "psd", "image/vnd.adobe.photoshop", "Photoshop pictures", UNREAD, 0, B("8BPS\0\1"), NULL,
	  NONE },
	{ "emf", "image/emf", "Windows metafiles", UNREAD, 40, B(" EMF\0\0\1\0"), NULL, NONE },
	{ "wmf", "image/wmf", "Windows metafiles", UNREAD, 0, B("\1\0\x09\0\0\3"), NULL, NONE },
	{ "dib", "image/bmp", NULL, NO_TEXT, 0, B("\x28\0\0\0"), is_dib, NONE },
	{ "wmf", "image/wmf", "Windows metafiles", UNREAD, 0, B("\xD7\xCD\xC6\x9A"), NULL, NONE },
	{ "djvu", "image/vnd.djvu", "DjVu documents", UNREAD, 0, B("AT&TFORM"), NULL, NONE },
	{ "dicom", "application/dicom", "DICOM pictures", UNREAD, 128, B("DICM"), NULL, NONE },
	/* sound and film */
	{ "mp3", "audio/mpeg", NULL, NO_TEXT, 0, B("ID3"), is_binary, SP_METADATA_MP3 },
	{ "mp3", "audio/mpeg", NULL, NO_TEXT, 0, B("\xFF"), is_mpeg_audio, SP_METADATA_MP3 },
	{ "mp4", "video/mp4", NULL, NO_TEXT, 4, B("ftyp"), NULL, SP_METADATA_BOXES },
	{ "m4a", "audio/mp4", NULL, NO_TEXT, 4, B("ftypM4A "), NULL, SP_METADATA_BOXES },
	{ "mov", "video/quicktime", NULL, NO_TEXT, 4, B("ftypqt  "), NULL, SP_METADATA_BOXES },
	{ "mov", "video/quicktime", NULL, NO_TEXT, 4, B("moov"), is_binary, SP_METADATA_BOXES },
	{ "mov", "video/quicktime", NULL, NO_TEXT, 4, B("mdat"), is_binary, SP_METADATA_BOXES },
	{ "wav", "audio/vnd.wave", NULL, NO_TEXT, 8, B("WAVEfmt "), NULL, SP_METADATA_RIFF },
	{ "avi", "video/vnd.avi", NULL, NO_TEXT, 8, B("AVI LIST"), NULL, SP_METADATA_RIFF },
	{ "flac", "audio/flac", NULL, NO_TEXT, 0, B("fLaC"), NULL, SP_METADATA_FLAC },
	{ "ogg", "application/ogg", NULL, NO_TEXT, 0, B("OggS\0"), NULL, SP_METADATA_OGG },
	{ "matroska", "video/matroska", NULL, NO_TEXT, 0, B("\x1A\x45\xDF\xA3"), NULL,
	  SP_METADATA_MATROSKA },
	{ "asf", "video/x-ms-asf", NULL, NO_TEXT, 0, B("\x30\x26\xB2\x75\x8E\x66\xCF\x11"), NULL,
	  SP_METADATA_ASF },
	{ "aiff", "audio/aiff", NULL, NO_TEXT, 8, B("AIFF"), is_binary, SP_METADATA_AIFF },
	{ "aiff", "audio/aiff", NULL, NO_TEXT, 8, B("AIFC"), is_binary, SP_METADATA_AIFF },
	{ "amr", "audio/amr", NULL, NO_TEXT, 0, B("#!AMR"), is_binary, NONE },
	{ "midi", "audio/midi", NULL, NO_TEXT, 0, B("MThd\0\0\0\6"), NULL, NONE },
	{ "flv", "video/x-flv", NULL, NO_TEXT, 0, B("FLV\1"), NULL, NONE },
	{ "mpeg", "video/mpeg", NULL, NO_TEXT, 0, B("\0\0\1\xBA"), NULL, NONE },
	{ "mpeg", "video/mpeg", NULL, NO_TEXT, 0, B("\0\0\1\xB3"), NULL, NONE },
	/* fonts */
	{ "truetype", "font/ttf", NULL, NO_TEXT, 0, B("\0\1\0\0"), is_sfnt, NONE },
	{ "opentype", "font/otf", NULL, NO_TEXT, 0, B("OTTO"), is_sfnt, NONE },
	{ "truetype", "font/collection", NULL, NO_TEXT, 0, B("ttcf\0"), NULL, NONE },
	{ "woff", "font/woff", NULL, NO_TEXT, 0, B("wOFF"), is_binary, NONE },
	{ "woff2", "font/woff2", NULL, NO_TEXT, 0, B("wOF2"), is_binary, NONE },
	{ "type1", "font/type1", NULL, NO_TEXT, 0, B("\x80\1"), is_binary, NONE },
	/* programs */
	{ "elf", "application/x-elf", "programs", UNREAD, 0,
	  B("\x7F"
	    "ELF"),
	  NULL, NONE },
	{ "pe", "application/vnd.microsoft.portable-executable", "programs", UNREAD, 0, B("MZ"),
	  is_pe, NONE },
	{ "mach-o", "application/x-mach-binary", "programs", UNREAD, 0, B("\xCF\xFA\xED\xFE"), NULL,
	  NONE },
	{ "mach-o", "application/x-mach-binary", "programs", UNREAD, 0, B("\xCE\xFA\xED\xFE"), NULL,
	  NONE },
	{ "class", "application/java-vm", "programs", UNREAD, 0, B("\xCA\xFE\xBA\xBE"), is_class,
	  NONE },
	{ "mach-o", "application/x-mach-binary", "programs", UNREAD, 0, B("\xCA\xFE\xBA\xBE\0\0"),
	  NULL, NONE },
	{ "pyc", "application/x-python-code", "programs", UNREAD, 2, B("\r\n"), is_pyc, NONE },
	{ "wasm", "application/wasm", "programs", UNREAD, 0, B("\0asm"), NULL, NONE },
	{ "dex", "application/vnd.android.dex", "programs", UNREAD, 0, B("dex\n03"), NULL, NONE },
	/* documents */
	{ "onenote", "application/onenote", "OneNote notebooks", UNREAD, 0,
	  B("\xE4\x52\x5C\x7B\x8C\xD8\xA7\x4D\xAE\xB1\x53\x78\xD0\x29\x96\xD3"), NULL, NONE },
	{ "wordperfect", "application/vnd.wordperfect", "WordPerfect documents", UNREAD, 0,
	  B("\xFFWPC"), NULL, NONE },
	{ "write", "application/x-mswrite", "documents of Windows Write", UNREAD, 0,
	  B("\x31\xBE\0\0\0\xAB"), NULL, NONE },
	{ "lotus", "application/vnd.lotus-1-2-3", "workbooks of Lotus 1-2-3", UNREAD, 0,
	  B("\0\0\2\0\6\4\6\0"), NULL, NONE },
	{ "lotus", "application/vnd.lotus-1-2-3", "workbooks of Lotus 1-2-3", UNREAD, 0,
	  B("\0\0\x1A\0"), NULL, NONE },
	{ "dwg", "image/vnd.dwg", "AutoCAD drawings", UNREAD, 0, B("AC10"), is_binary, NONE },
	/* mail */
	{ "pst", "application/vnd.ms-outlook-pst", "Outlook data files", UNREAD, 0, B("!BDN"), NULL,
	  NONE },
	{ "tnef", "application/vnd.ms-tnef", "TNEF attachments", UNREAD, 0, B("\x78\x9F\x3E\x22"),
	  NULL, NONE },
	{ "dbx", "application/x-dbx", "Outlook Express folders", UNREAD, 0, B("\xCF\xAD\x12\xFE"),
	  NULL, NONE },
	{ "notes", "application/vnd.lotus-notes", "Lotus Notes databases", UNREAD, 0,
	  B("\x1A\0\0\4\0\0"), NULL, NONE },
	/* databases and data */
	{ "sqlite", "application/vnd.sqlite3", "SQLite databases", UNREAD, 0,
	  B("SQLite format 3\0"), NULL, NONE },
	{ "sqlite-wal", "application/vnd.sqlite3", "write-ahead logs of SQLite", UNREAD, 0,
	  B("\x37\x7F\6\x82"), NULL, NONE },
	{ "sqlite-wal", "application/vnd.sqlite3", "write-ahead logs of SQLite", UNREAD, 0,
	  B("\x37\x7F\6\x83"), NULL, NONE },
	{ "sqlite-shm", "application/vnd.sqlite3", NULL, NO_TEXT, 0, B("\x18\xE2\x2D\0"), NULL,
	  NONE },
	{ "access", "application/vnd.ms-access", "Access databases", UNREAD, 0,
	  B("\0\1\0\0Standard Jet DB"), NULL, NONE },
	{ "access", "application/vnd.ms-access", "Access databases", UNREAD, 0,
	  B("\0\1\0\0Standard ACE DB"), NULL, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x03"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x83"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x8B"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\xF5"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x30"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x31"), is_dbf, NONE },
	{ "dbf", "application/dbase", "dBase tables", UNREAD, 0, B("\x32"), is_dbf, NONE },
	{ "ese", "application/x-ms-ese", "ESE databases", UNREAD, 4, B("\xEF\xCD\xAB\x89"), NULL,
	  NONE },
	{ "parquet", "application/vnd.apache.parquet", "Parquet tables", UNREAD, 0, B("PAR1"),
	  is_binary, NONE },
	{ "avro", "application/avro", "Avro data", UNREAD, 0, B("Obj\1"), NULL, NONE },
	{ "hdf5", "application/x-hdf5", "HDF5 data", UNREAD, 0, B("\x89HDF\r\n\x1A\n"), NULL,
	  NONE },
	{ "registry", "application/x-ms-registry", "Windows registries", UNREAD, 0, B("regf"),
	  is_binary, NONE },
	{ "evtx", "application/x-ms-evtx", "Windows event logs", UNREAD, 0, B("ElfFile\0"), NULL,
	  NONE },
	{ "lnk", "application/x-ms-shortcut", "Windows shortcuts", UNREAD, 0,
	  B("\x4C\0\0\0\1\x14\2\0"), NULL, NONE },
	{ "plist", "application/x-bplist", "binary property lists", UNREAD, 0, B("bplist00"), NULL,
	  NONE },
	{ "pcap", "application/vnd.tcpdump.pcap", "network captures", UNREAD, 0,
	  B("\xD4\xC3\xB2\xA1"), NULL, NONE },
	{ "pcap", "application/vnd.tcpdump.pcap", "network captures", UNREAD, 0,
	  B("\x0A\x0D\x0D\x0A"), is_binary, NONE },
	{ "git", "application/x-git-pack", "Git packs", UNREAD, 0, B("PACK\0\0\0"), NULL, NONE },
	{ "ebcdic", "text/plain", "texts in EBCDIC", UNREAD, 0, B(""), is_ebcdic, NONE },
	/* containers */
	{ "zip", "application/zip", "ZIP archives", UNREAD, 0, B("PK\3\4"), NULL, NONE },
	{ "zip", "application/zip", "ZIP archives", UNREAD, 0, B("PK\5\6"), NULL, NONE },
	{ "gzip", "application/gzip", "gzip files", UNREAD, 0, B("\x1F\x8B\x08"), NULL, NONE },
	{ "bzip2", "application/x-bzip2", "bzip2 files", UNREAD, 0, B("BZh"), is_binary, NONE },
	{ "xz", "application/x-xz", "xz files", UNREAD, 0,
	  B("\xFD"
	    "7zXZ\0"),
	  NULL, NONE },
	{ "zstd", "application/zstd", "zstd files", UNREAD, 0, B("\x28\xB5\x2F\xFD"), NULL, NONE },
	{ "lz4", "application/x-lz4", "LZ4 files", UNREAD, 0, B("\4\x22\x4D\x18"), NULL, NONE },
	{ "compress", "application/x-compress", "files of compress", UNREAD, 0, B("\x1F\x9D"),
	  is_binary, NONE },
	{ "7z", "application/x-7z-compressed", "7z archives", UNREAD, 0, B("7z\xBC\xAF\x27\x1C"),
	  NULL, NONE },
	{ "rar", "application/vnd.rar", "RAR archives", UNREAD, 0, B("Rar!\x1A\7"), NULL, NONE },
	{ "cab", "application/vnd.ms-cab-compressed", "cabinet archives", UNREAD, 0,
	  B("MSCF\0\0\0\0"), NULL, NONE },
	{ "tar", "application/x-tar", "tar archives", UNREAD, 257, B("ustar"), NULL, NONE },
	{ "ar", "application/x-archive", "ar archives", UNREAD, 0, B("!<arch>\n"), NULL, NONE },
	{ "cpio", "application/x-cpio", "cpio archives", UNREAD, 0, B("07070"), is_binary, NONE },
	{ "iso9660", "application/vnd.efi.iso", "disc images", UNREAD, 0, B(""), is_iso, NONE },
	{ "arj", "application/x-arj", "ARJ archives", UNREAD, 0, B("\x60\xEA"), is_binary, NONE },
	/* disks and backups of them */
	{ "vhd", "application/x-vhd", "disk images", VOLUME, 0, B("conectix"), NULL, NONE },
	{ "vhdx", "application/x-vhdx", "disk images", VOLUME, 0, B("vhdxfile"), NULL, NONE },
	{ "vmdk", "application/x-vmdk", "disk images", VOLUME, 0, B("KDMV"), is_binary, NONE },
	{ "vmdk", "application/x-vmdk", "disk images", VOLUME, 0, B("COWD"), is_binary, NONE },
	{ "vdi", "application/x-virtualbox-vdi", "disk images", VOLUME, 64, B("\x7F\x10\xDA\xBE"),
	  NULL, NONE },
	{ "qcow", "application/x-qemu-disk", "disk images", VOLUME, 0, B("QFI\xFB"), NULL, NONE },
	{ "wim", "application/x-ms-wim", "disk images", VOLUME, 0, B("MSWIM\0\0\0"), NULL, NONE },
	{ "ewf", "application/x-ewf", "disk images", VOLUME, 0, B("EVF\x09\r\n\xFF\0"), NULL,
	  NONE },
	{ "disk", "application/x-raw-disk-image", "disk images", VOLUME, 510, B("\x55\xAA"),
	  is_disk, NONE },
	{ "ext", "application/x-raw-disk-image", "disk images", VOLUME, 1080, B("\x53\xEF"), is_ext,
	  NONE },
	{ "bkf", "application/x-ms-bkf", "backups of Windows", VOLUME, 0, B("TAPE"), is_binary,
	  NONE },
	{ "tib", "application/x-acronis-tib", "backups of disks", VOLUME, 0, B("\xB4\x6E\x68\x44"),
	  NULL, NONE },
	/* encrypted by their nature */
	{ "kdbx", "application/x-keepass2", NULL, ENCRYPTED, 0, B("\3\xD9\xA2\x9A"), NULL, NONE },
	{ "luks", "application/x-luks", NULL, ENCRYPTED, 0, B("LUKS\xBA\xBE"), NULL, NONE },
	{ "openssl", "application/octet-stream", NULL, ENCRYPTED, 0, B("Salted__"), is_binary,
	  NONE },
	{ "age", "application/age", NULL, ENCRYPTED, 0, B("age-encryption.org/"), NULL, NONE },
};

const struct sp_signature *sp_signature_find(struct sp_input *in)
{
	size_t len;
	const unsigned char *head = sp_input_head(in, &len);
	const struct sp_signature *best = NULL;

	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++) {
		const struct sp_signature *s = &signatures[i];
		if (s->at + s->len > len || (s->len && head[s->at] != (unsigned char)s->bytes[0]) ||
		    memcmp(head + s->at, s->bytes, s->len) || (best && best->len >= s->len))
			continue;
		if (s->check && !s->check(in, head, len))
			continue;
		best = s;
		/* A check may have read elsewhere. */
		head = sp_input_head(in, &len);
	}
	return best;
}

const struct sp_signature *sp_signature_find_end(struct sp_input *in)
{
	static const struct sp_signature ends[] = {
		{ "vhd", "application/x-vhd", "disk images", VOLUME, 0, B("conectix"), NULL, NONE },
		{ "dmg", "application/x-apple-diskimage", "disk images", VOLUME, 0,
		  B("koly\0\0\0\4"), NULL, NONE },
	};
	enum { FOOTER = 512 };
	unsigned char mark[8];
	uint64_t size = sp_input_size(in);
	size_t got = 0;

	if (size < FOOTER || sp_input_read(in, size - FOOTER, mark, sizeof(mark), &got) != SP_OK ||
	    got < sizeof(mark))
		return NULL;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (!memcmp(mark, ends[i].bytes, sizeof(mark)))
			return &ends[i];
	return NULL;
}
