# SPDX-License-Identifier: GPL-3.0-or-later
# The translations of po/: compiled to where the program of the build folder looks for them, and
# installed. One that has faults fails the build.
find_program(MSGFMT msgfmt REQUIRED)
file(GLOB catalogues CONFIGURE_DEPENDS po/*.po)
set(compiled "")
foreach(catalogue IN LISTS catalogues)
  get_filename_component(language ${catalogue} NAME_WE)
  set(folder ${CMAKE_BINARY_DIR}/locale/${language}/LC_MESSAGES)
  file(MAKE_DIRECTORY ${folder})
  add_custom_command(OUTPUT ${folder}/spana.mo
    COMMAND ${MSGFMT} --check --output-file=${folder}/spana.mo ${catalogue}
    DEPENDS ${catalogue} VERBATIM)
  install(FILES ${folder}/spana.mo DESTINATION ${CMAKE_INSTALL_LOCALEDIR}/${language}/LC_MESSAGES)
  list(APPEND compiled ${folder}/spana.mo)
endforeach()
add_custom_target(translation ALL DEPENDS ${compiled})
add_dependencies(spana translation)
