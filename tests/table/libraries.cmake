if(name STREQUAL test_xlsx)
    target_link_libraries(${target} PRIVATE PkgConfig::libzip)
endif()
