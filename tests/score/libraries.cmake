target_link_libraries(${target} PRIVATE PkgConfig::jansson)
target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/store)
