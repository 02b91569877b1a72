/* Shared by the files of the decoder's benchmark. */
#ifndef BENCH_DECODE_H
#define BENCH_DECODE_H

/* Ends the program with a sentence. */
_Noreturn void stop(const char *doing, const char *what);

/* Writes the generated bodies to `folder`: paxlst-NN.edi, pnrgov-NN.edi. The same ones each time. */
void bodies_make(const char *folder);

#endif
