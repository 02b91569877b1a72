/* The table of rules, and its page for people. */
#include "check/internal.h"

static const struct check_rule_info rules[CHECK_RULES] = {
#define ERROR CHECK_ERROR
#define WARNING CHECK_WARNING
#define INFO CHECK_INFO
#define PAXLST CHECK_PAXLST
#define PNRGOV CHECK_PNRGOV
#define BOTH CHECK_BOTH
#define RULE(name, code, severity, kinds, title, explanation, clause, remedy)                      \
    [RULE_##name] = {code, severity, kinds, title, explanation, clause, remedy},
#include "check/rules.def"
#undef RULE
#undef ERROR
#undef WARNING
#undef INFO
#undef PAXLST
#undef PNRGOV
#undef BOTH
};

const struct check_rule_info *check_rule(enum check_rule rule)
{
    return &rules[rule];
}

const char *check_severity_word(enum check_severity severity)
{
    static const char *const words[] = {"info", "warning", "error"};
    return words[severity];
}

static const char *kinds_word(enum check_kinds kinds)
{
    static const char *const words[] = {"", "PAXLST", "PNRGOV", "PAXLST and PNRGOV"};
    return words[kinds];
}

void check_write_rules(struct buffer *out)
{
    buffer_format(
        out,
        "# The rules of `portolan check`\n\n"
        "%d rules. This page is printed by `portolan check --rules` from `src/check/rules.def`;\n"
        "[check.md](check.md) says how the report is read.\n",
        CHECK_RULES);
    for (int rule = 0; rule < CHECK_RULES; rule++) {
        const struct check_rule_info *info = &rules[rule];
        buffer_format(out,
                      "\n<a id=\"%s\"></a>\n## %s\n\n"
                      "**%s** (%s; %s)\n\n%s\n\n"
                      "* Clause: %s\n* To mend it: %s\n",
                      info->code, info->code, info->title, check_severity_word(info->severity),
                      kinds_word(info->kinds), info->explanation, info->clause, info->remedy);
    }
}
