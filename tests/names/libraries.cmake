if(name STREQUAL test_icu) # the tables are checked against it; the program does without
    pkg_check_modules(icu REQUIRED IMPORTED_TARGET icu-i18n)
    target_link_libraries(${target} PRIVATE PkgConfig::icu)
endif()
