# SPDX-License-Identifier: GPL-3.0-or-later
# Man pages and completions, made from the option tables by a program of the build.
file(GLOB sources CONFIGURE_DEPENDS src/cli/generate/*.c)
add_executable(generate ${sources})
target_link_libraries(generate PRIVATE spana_cli)
# It ends at once: what it does not free is no leak that matters, but a report would fail the build.
set(run_generate ${CMAKE_COMMAND} -E env ASAN_OPTIONS=detect_leaks=0 $<TARGET_FILE:generate>)

set(manuals ${CMAKE_BINARY_DIR}/man)
set(completions ${CMAKE_BINARY_DIR}/completions)
set(pages_source ${CMAKE_SOURCE_DIR}/src/cli/man)
file(MAKE_DIRECTORY ${manuals}/man1 ${manuals}/man5 ${completions})
set(generated "")

# A page of src/cli/man, under its name in the manual.
function(spana_page template output)
  add_custom_command(OUTPUT ${manuals}/${output}
    COMMAND ${run_generate} page ${pages_source}/${template} ${pages_source}/options.mdoc ${ARGN}
            > ${manuals}/${output}
    DEPENDS generate ${pages_source}/${template} ${pages_source}/options.mdoc VERBATIM)
  set(generated ${generated} ${manuals}/${output} PARENT_SCOPE)
endfunction()

spana_page(spana.1 man1/spana.1)
spana_page(spana.yaml.5 man5/spana.yaml.5)
file(GLOB templates CONFIGURE_DEPENDS src/cli/man/*.1)
foreach(template IN LISTS templates)
  get_filename_component(command ${template} NAME_WE)
  if(NOT command STREQUAL "spana")
    spana_page(${command}.1 man1/spana-${command}.1 ${command})
  endif()
endforeach()
install(DIRECTORY ${manuals}/ DESTINATION ${CMAKE_INSTALL_MANDIR})

function(spana_completion shell output folder)
  add_custom_command(OUTPUT ${completions}/${output}
    COMMAND ${run_generate} ${shell} > ${completions}/${output} DEPENDS generate VERBATIM)
  install(FILES ${completions}/${output} DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder})
  set(generated ${generated} ${completions}/${output} PARENT_SCOPE)
endfunction()

spana_completion(bash spana bash-completion/completions)
spana_completion(zsh _spana zsh/vendor-completions)
spana_completion(fish spana.fish fish/vendor_completions.d)
add_custom_target(generated ALL DEPENDS ${generated})
