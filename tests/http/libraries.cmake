target_link_libraries(${target} PRIVATE PkgConfig::libcurl PkgConfig::gnutls PkgConfig::libmicrohttpd
    PkgConfig::zlib seal PkgConfig::libsodium)
