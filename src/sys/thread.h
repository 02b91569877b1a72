/* Threads of our own beside the one that the program began with. */
#ifndef SYS_THREAD_H
#define SYS_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts one that takes no signal: one that the program blocks, to read it where it waits, would end the
 * process there. False when it cannot be had. */
bool thread_start(pthread_t *out, void *(*run)(void *context), void *context);

#endif
