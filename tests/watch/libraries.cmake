if(name STREQUAL test_large)
    target_link_libraries(${target} PRIVATE world) # whose persons it screens
endif()
