if(name MATCHES "^test_(large|exhaustive|segments|documents)$")
    target_link_libraries(${target} PRIVATE world) # crowd.h
endif()
