# SPDX-License-Identifier: GPL-3.0-or-later
# Turns the text file IN into the C file OUT: a NUL-terminated `const char NAME[]`.
# An array of numbers, because a C17 string literal may be 4095 characters long.
file(READ "${IN}" hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(WRITE "${OUT}" "extern const char ${NAME}[];\nconst char ${NAME}[] = {\n${bytes}0x00\n};\n")
