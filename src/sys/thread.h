/* Threads of our own beside the one that the program began with. */
#ifndef SYS_THREAD_H
#define SYS_THREAD_H

#include <pthread.h>
#include <stdbool.h>

/* Starts one that takes no signal: one that the program blocks, to read it where it waits, would end the
 * process there. False when it cannot be had. */
bool thread_start(pthread_t *out, void *(*run)(void *context), void *context);

/* From here on the calling thread goes behind all others: it takes what time of the processors they leave, and a
 * hundredth where they leave none. Nobody should wait for a lock that it holds. */
void thread_go_last(void);

#endif
