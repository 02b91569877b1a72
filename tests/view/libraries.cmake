target_link_libraries(${target} PRIVATE pipeline PkgConfig::jansson PkgConfig::yaml-0.1)
target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/pipeline)
