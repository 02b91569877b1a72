/* How many times fewer random rounds a test does with the sanitizers, which are slower: they look for what no
 * round finds by its outcome, and the build without them does all. */
#ifndef TESTS_SLOWER_H
#define TESTS_SLOWER_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SLOWER 4
#endif
#endif
#ifndef SLOWER
#define SLOWER 1
#endif

#endif
