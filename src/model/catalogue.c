#include "model/image.h"

const struct node_info *node_info(enum node_type type)
{
    static const struct node_info infos[] = {
#define NODE(name, key, plural) {key, plural},
#include "model/nodes.def"
#undef NODE
    };
    return &infos[type];
}

const struct field_info *field_info(enum field field)
{
    static const struct field_info infos[] = {
#define FIELD(name, node, key, type, class, words, source)                                         \
    {NODE_##node, key, FIELD_TYPE_##type, CLASS_##class, words, source},
#include "model/fields.def"
#undef FIELD
    };
    return &infos[field];
}

const struct issue_info *issue_info(enum issue issue)
{
    static const struct issue_info infos[] = {
#define ISSUE(name, code, severity, sentence) {code, SEVERITY_##severity, sentence},
#include "model/issues.def"
#undef ISSUE
    };
    return &infos[issue];
}

const char *severity_word(enum severity severity)
{
    static const char *const words[] = {"info", "warning", "error"};
    return words[severity];
}

const char *kind_word(enum kind kind)
{
    static const char *const words[] = {"API", "PNR", "other"};
    return words[kind];
}

const char *outcome_word(enum outcome outcome)
{
    static const char *const words[] = {"full", "partial", "quarantined"};
    return words[outcome];
}
