/* Sealing of contents: the one place where identity enters and leaves the files. */
#include <assert.h>

#include "store/internal.h"

/* The purpose of the derived key, by table: 8 characters each, as crypto_kdf wants them. */
static const char *const contexts[SEALED_TABLES] = {"trav-api", "trav-pnr", "booking.", "evidence",
                                                    "baggage."};

/* day 4 | table 1 | row 8 | version 4, little-endian */
enum { ABOUT_SIZE = 17 };

static void put(unsigned char *out, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        out[i] = (unsigned char)(value >> (8 * i));
}

static struct span write_about(struct place place, unsigned char *out)
{
    put(out, (uint32_t)id_day(place.id), 4);
    put(out + 4, (uint64_t)place.table, 1);
    put(out + 5, (uint64_t)place.id, 8);
    put(out + 13, (uint32_t)place.version, 4);
    return (struct span){(const char *)out, ABOUT_SIZE};
}

static enum status row_key(struct store *store, struct place place, struct seal_key *out)
{
    const struct seal_key *root;
    enum status status = keyring_rows(store->keyring, month_of_day(id_day(place.id)),
                                      place.kind == KIND_API ? KIND_API : KIND_PNR, &root);
    if (!status)
        seal_derive(out, root, contexts[place.table], (uint64_t)place.id);
    return status;
}

enum status store_seal(struct store *store, struct place place, struct span clear, struct span *out)
{
    struct seal_key key;
    unsigned char about[ABOUT_SIZE];
    enum status status = row_key(store, place, &key);
    if (status)
        return status;
    store->packed.size = store->sealed.size = 0;
    store_pack(&store->packed, clear);
    seal_close(&store->sealed, &key, write_about(place, about), buffer_span(&store->packed));
    seal_wipe(&key, sizeof key);
    *out = buffer_span(&store->sealed);
    return STATUS_OK;
}

enum status store_unseal(struct store *store, struct place place, struct span sealed,
                         struct arena *arena, struct span *out)
{
    struct seal_key key;
    unsigned char about[ABOUT_SIZE];
    enum status status = row_key(store, place, &key);
    if (status)
        return status;
    store->packed.size = 0;
    status = seal_open(&store->packed, &key, write_about(place, about), sealed);
    seal_wipe(&key, sizeof key);
    return status ? status : store_unpack(buffer_span(&store->packed), arena, out);
}

struct place store_part_place(enum store_part part, int64_t id, int32_t version)
{
    static const enum sealed_table tables[] = {SEALED_API, SEALED_PNR, SEALED_BOOKING};
    return (struct place){tables[part], part == PART_API ? KIND_API : KIND_PNR, id, version};
}
