/* The tables as data, and their words. */
#include "guard/internal.h"

static const struct permission_info permissions[PERMISSIONS] = {
#define PERMISSION(operation, needs, how, why, analyst, supervisor, officer, dpo, liaison,         \
                   administrator)                                                                  \
    [PERMISSION_##operation] = {#operation,                                                        \
                                NEEDS_##needs,                                                     \
                                AUDITED_##how,                                                     \
                                WHY_##why,                                                         \
                                {[GUARD_ROLE_ANALYST] = CELL_##analyst,                            \
                                 [GUARD_ROLE_SUPERVISOR] = CELL_##supervisor,                      \
                                 [GUARD_ROLE_OFFICER] = CELL_##officer,                            \
                                 [GUARD_ROLE_DPO] = CELL_##dpo,                                    \
                                 [GUARD_ROLE_LIAISON] = CELL_##liaison,                            \
                                 [GUARD_ROLE_ADMINISTRATOR] = CELL_##administrator}},
#include "guard/permissions.def"
#undef PERMISSION
};

static const struct role_info roles[GUARD_ROLES] = {
#define GUARD_ROLE(name, word, protect, purpose, home, words)                                      \
    [GUARD_ROLE_##name] = {word, protect, PURPOSE_##purpose, PERMISSION_##home},
#include "guard/roles.def"
#undef GUARD_ROLE
};

static const char *const purpose_words[PURPOSES] = {
#define PURPOSE(name, word, words) [PURPOSE_##name] = word,
#include "guard/purposes.def"
#undef PURPOSE
};

static const char *const subject_words[SUBJECTS] = {
#define SUBJECT(name, word) [SUBJECT_##name] = word,
#include "guard/subjects.def"
#undef SUBJECT
};

static const char *const state_words[GUARD_STATES] = {
#define GUARD_STATE(name, word) [GUARD_STATE_##name] = word,
#include "guard/states.def"
#undef GUARD_STATE
};

const struct permission_info *permission_info(enum permission permission)
{
    return &permissions[permission];
}

const struct role_info *role_info(enum guard_role role)
{
    return &roles[role];
}

const char *permission_word(enum permission permission)
{
    return permissions[permission].operation;
}

const char *guard_role_word(enum guard_role role)
{
    return roles[role].word;
}

enum permission guard_role_home(enum guard_role role)
{
    return roles[role].home;
}

bool guard_role_parse(struct span word, enum guard_role *out)
{
    for (unsigned i = 0; i < GUARD_ROLES; i++)
        if (span_is(word, roles[i].word)) {
            *out = (enum guard_role)i;
            return true;
        }
    return false;
}

const char *guard_purpose_word(enum guard_purpose purpose)
{
    return purpose_words[purpose];
}

bool guard_purpose_parse(struct span word, enum guard_purpose *out)
{
    for (unsigned i = 0; i < PURPOSES; i++)
        if (span_is(word, purpose_words[i])) {
            *out = (enum guard_purpose)i;
            return true;
        }
    return false;
}

const char *guard_subject_word(enum guard_subject_kind kind)
{
    return subject_words[kind];
}

const char *guard_state_word(enum guard_state state)
{
    return state_words[state];
}

bool guard_state_parse(struct span word, enum guard_state *out)
{
    for (unsigned i = 0; i < GUARD_STATES; i++)
        if (span_is(word, state_words[i])) {
            *out = (enum guard_state)i;
            return true;
        }
    return false;
}

bool guard_may(enum guard_role role, enum permission permission)
{
    return permissions[permission].cells[role] != CELL_NO;
}

struct field_mask guard_mask(enum guard_role role, enum permission permission)
{
    unsigned cell = permissions[permission].cells[role];
    return field_mask_of(cell, cell != CELL_NO && roles[role].protect);
}
