# SPDX-License-Identifier: GPL-3.0-or-later
# Run by CPack between the installation and the packing, on the folder that is packed: adds what
# only a package has, and compresses what Debian has compressed.
set(share ${CPACK_TEMPORARY_DIRECTORY}/usr/share)
set(doc ${share}/doc/spana)
if(NOT EXISTS ${doc})
  message(FATAL_ERROR "there is nothing in ${doc}")
endif()
file(COPY_FILE ${CPACK_SPANA_SOURCE}/packaging/copyright ${doc}/copyright)
file(RENAME ${doc}/CHANGELOG.md ${doc}/changelog)
file(GLOB_RECURSE pages ${share}/man/*)
execute_process(COMMAND gzip -9nf ${pages} ${doc}/changelog COMMAND_ERROR_IS_FATAL ANY)
