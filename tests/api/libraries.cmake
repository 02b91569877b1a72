target_link_libraries(${target} PRIVATE PkgConfig::jansson api_tables)
