# SPDX-License-Identifier: GPL-3.0-or-later
# What is installed beside the program, and the Debian package of it: "cpack" in the build folder.
install(FILES packaging/spana.service packaging/spana.timer DESTINATION lib/systemd/system)
install(FILES packaging/spana.sysusers DESTINATION lib/sysusers.d RENAME spana.conf)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/spana)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/spana)
install(FILES packaging/spana.yaml DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/spana/examples)

set(contact "The spana authors <spana@example.org>")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME spana)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "${contact}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION
"It reads folders, documents, mail and archives, finds identifiers of persons in
them (Swedish ones first), and keeps an inventory of where they stand, without
the values themselves. It answers what is held about a person, and says what
could not be read.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "passwd")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "man-db")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "systemd")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/packaging/postinst
    ${CMAKE_SOURCE_DIR}/packaging/prerm ${CMAKE_SOURCE_DIR}/packaging/postrm)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/package_install.cmake)
set(CPACK_SPANA_SOURCE ${CMAKE_SOURCE_DIR})
include(CPack)
