# The same world from two compilers: what `simulate` is made of, once by gcc without any optimisation and once by
# clang with all of it, and the names of the worlds that both make compared. The sanitized builds leave it to the others.
find_program(PORTOLAN_GCC gcc)
find_program(PORTOLAN_CLANG clang)
if(PORTOLAN_SANITIZE OR NOT PORTOLAN_GCC OR NOT PORTOLAN_CLANG)
    message(STATUS "The same world from two compilers: not compared in this build.")
    return()
endif()

set(same_sources ${CMAKE_CURRENT_LIST_DIR}/same.c)
foreach(folder base model mrz names parsing edifact world sending sim)
    file(GLOB found CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${folder}/*.c)
    list(APPEND same_sources ${found})
endforeach()
# What plays a world needs curl, and makes none.
list(FILTER same_sources EXCLUDE REGEX "/sim/(play|world_folder)")
foreach(name files failure)
    list(APPEND same_sources ${CMAKE_SOURCE_DIR}/src/sys/${name}.c)
endforeach()

# portolan_same(NAME COMPILER OPTIMISATION): the program tests/sim/NAME in the build folder.
function(portolan_same name compiler level)
    set(objects "")
    foreach(source ${same_sources})
        file(RELATIVE_PATH object ${CMAKE_SOURCE_DIR} ${source})
        set(object ${CMAKE_CURRENT_BINARY_DIR}/same/${name}/${object}.o)
        get_filename_component(folder ${object} DIRECTORY)
        file(MAKE_DIRECTORY ${folder})
        add_custom_command(OUTPUT ${object}
            COMMAND ${CMAKE_C_COMPILER_LAUNCHER} ${compiler} -std=c17 ${level} -w -D_GNU_SOURCE
                "-DPORTOLAN_VERSION=\"${PROJECT_VERSION}\"" -I${CMAKE_SOURCE_DIR}/src -I${CMAKE_BINARY_DIR}/worlds
                "-I$<JOIN:$<TARGET_PROPERTY:reference_tables,INTERFACE_INCLUDE_DIRECTORIES>,;-I>"
                -MD -MF ${object}.d -c ${source} -o ${object}
            DEPENDS ${source} reference_tables
            DEPFILE ${object}.d
            COMMAND_EXPAND_LISTS
            COMMENT "Building ${name}'s ${source}"
            VERBATIM)
        list(APPEND objects ${object})
    endforeach()
    add_custom_command(OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}
        COMMAND ${compiler} -o ${CMAKE_CURRENT_BINARY_DIR}/${name} ${objects} -lsodium -ljansson -lyaml
        DEPENDS ${objects}
        VERBATIM)
    add_custom_target(${name}_program ALL DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/${name})
endfunction()
portolan_same(same_gcc ${PORTOLAN_GCC} -O0)
portolan_same(same_clang ${PORTOLAN_CLANG} -O3)

add_test(NAME sim.compilers COMMAND ${CMAKE_COMMAND} -DONE=${CMAKE_CURRENT_BINARY_DIR}/same_gcc
    -DOTHER=${CMAKE_CURRENT_BINARY_DIR}/same_clang -P ${CMAKE_CURRENT_LIST_DIR}/same.cmake)
set_tests_properties(sim.compilers PROPERTIES LABELS unit TIMEOUT 120)
