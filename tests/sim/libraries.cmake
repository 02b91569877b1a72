target_link_libraries(${target} PRIVATE PkgConfig::libcurl PkgConfig::libsodium)
