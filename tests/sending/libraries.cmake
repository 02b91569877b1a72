target_link_libraries(${target} PRIVATE decode check profile)
