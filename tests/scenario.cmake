# Scenario tests: the real binary, started, killed and looked at by tests/scenario/*.py. They need
# nothing but python3. Label `scenario` for all, `long` for the forms of ./test --long.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)

# The whole program again, with a decoder that finds one more traveller in some messages: so that
# `rebuild` can be shown to find the persons of decisions when the engine has learned something.
# As objects they come before the library decode, of which then nothing is taken.
file(GLOB extra_decode CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/decode/*.c)
add_library(decode_extra OBJECT ${extra_decode})
target_compile_definitions(decode_extra PRIVATE PORTOLAN_TEST_EXTRA_TRAVELLER)
target_include_directories(decode_extra PRIVATE ${CMAKE_SOURCE_DIR}/src)
add_executable(portolan-extra $<TARGET_OBJECTS:cmd> $<TARGET_OBJECTS:decode_extra>)
target_link_libraries(portolan-extra PRIVATE $<TARGET_PROPERTY:portolan,LINK_LIBRARIES>)

# portolan_scenario(NAME [FILE NAME] TIMEOUT SECONDS [COST SECONDS] [SERIAL] [LONG]): tests/scenario/<file>.py. COST
# is about what it takes alone on two cores: the longest begin first. SERIAL is for what measures itself: a time that
# an officer waits.
function(portolan_scenario name)
    cmake_parse_arguments(scenario "SERIAL;LONG" "FILE;TIMEOUT;COST" "" ${ARGN})
    if(NOT scenario_FILE)
        set(scenario_FILE ${name})
    endif()
    if(NOT scenario_COST)
        set(scenario_COST 10)
    endif()
    set(label scenario)
    set(long "")
    if(scenario_LONG)
        set(label long)
        set(long 1)
    endif()
    set(slow "")
    if(PORTOLAN_SANITIZE)
        set(slow 1)
        math(EXPR scenario_TIMEOUT "${scenario_TIMEOUT} * 4")
    endif()
    add_test(NAME scenario.${name}
        COMMAND Python3::Interpreter -B ${CMAKE_CURRENT_SOURCE_DIR}/scenario/${scenario_FILE}.py)
    set_tests_properties(scenario.${name} PROPERTIES LABELS ${label} TIMEOUT ${scenario_TIMEOUT}
        COST ${scenario_COST} RUN_SERIAL ${scenario_SERIAL} ENVIRONMENT
        "PORTOLAN_BINARY=$<TARGET_FILE:portolan>;PORTOLAN_EXTRA_BINARY=$<TARGET_FILE:portolan-extra>;PORTOLAN_LONG=${long};PORTOLAN_SLOW=${slow}")
endfunction()

portolan_scenario(first_alert TIMEOUT 180 COST 11)
portolan_scenario(list_life TIMEOUT 180 COST 15)
portolan_scenario(accounts TIMEOUT 120 COST 2)
portolan_scenario(memory TIMEOUT 180 COST 8)
portolan_scenario(lookup TIMEOUT 420 COST 130)
portolan_scenario(kills TIMEOUT 400 COST 60)
portolan_scenario(kills_long FILE kills TIMEOUT 3000 COST 470 LONG)
portolan_scenario(rebuild TIMEOUT 240 COST 40)
portolan_scenario(bad_input TIMEOUT 240 COST 42)
portolan_scenario(officers TIMEOUT 300 COST 30)
portolan_scenario(lists TIMEOUT 120 COST 6)
portolan_scenario(profiles TIMEOUT 120 COST 3)
portolan_scenario(drift TIMEOUT 180 COST 30)
portolan_scenario(upload TIMEOUT 300 COST 30)
portolan_scenario(world TIMEOUT 300 COST 25)
portolan_scenario(world_pictures TIMEOUT 120 COST 4)
portolan_scenario(play TIMEOUT 240 COST 20)

# Not with the sanitizers: what leak looks at are files, not memory, and a server is too slow there for what a
# browser waits for; officers.py asks it all of that.
if(NOT PORTOLAN_SANITIZE)
    portolan_scenario(leak TIMEOUT 400 COST 40)

    # Officers' browsers at the real system. What it needs lies where the pages are built.
    portolan_scenario(browser TIMEOUT 700 COST 45)
    portolan_scenario(browser_axe FILE browser TIMEOUT 700 COST 55)
    portolan_scenario(browser_numbers FILE browser TIMEOUT 700 COST 15 SERIAL)
    set(browsers scenario.browser scenario.browser_axe scenario.browser_numbers)
    set_property(TEST scenario.browser_axe APPEND PROPERTY ENVIRONMENT "ONLY=auditAll")
    set_property(TEST scenario.browser_numbers APPEND PROPERTY ENVIRONMENT "ONLY=numbers")
    set_property(TEST ${browsers} APPEND PROPERTY ENVIRONMENT
        "PORTOLAN_BROWSER=${CMAKE_BINARY_DIR}/web;PORTOLAN_NODE=${PORTOLAN_NODE}")
endif()

# The programs that measure, in their short form.
if(PORTOLAN_BENCH)
    portolan_scenario(yardstick TIMEOUT 2400 COST 400 LONG)
    set_property(TEST scenario.yardstick APPEND PROPERTY ENVIRONMENT "PORTOLAN_BENCH=$<TARGET_FILE_DIR:bench_lookup>")
endif()
