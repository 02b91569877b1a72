/* Looking into elements. */
#include "xml/xml.h"

static const struct xml_element *named(const struct xml_element *element, const char *name)
{
    while (element && !span_is(element->name, name))
        element = element->next;
    return element;
}

const struct xml_element *xml_child(const struct xml_element *element, const char *name)
{
    return named(element->first, name);
}

const struct xml_element *xml_sibling(const struct xml_element *element)
{
    const struct xml_element *next = element->next;
    while (next && !span_equal(next->name, element->name))
        next = next->next;
    return next;
}

struct piece xml_attribute(const struct xml_element *element, const char *name)
{
    for (unsigned i = 0; i < element->attribute_count; i++)
        if (span_is(element->attributes[i].name, name))
            return element->attributes[i].value;
    return (struct piece){{NULL, 0}, element->begin, element->end - element->begin};
}
