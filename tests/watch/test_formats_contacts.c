/* What reaches a listed one, out of each form that has it: an invented person of one phone, one e-mail address and one
 * house. */
#include "lists.h"

#include "watch/contact.h"

#define NAME_OF "\"Zoran Fiktiv\""

static const struct {
    enum watch_format format;
    const char *text;
    const char *contacts; /* a line each */
} lists[] = {
    {WATCH_FORMAT_CSV,
     "id,full_name,phone,email,card,address\n"
     "1,Zoran Fiktiv,+998 90 123 45 67;90 765 43 21,Zoran@Example.org,,\"12 Invented St, Tashkent, UZ\"\n",
     "phone +998901234567\nphone 907654321\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_EU,
     "<export><sanctionEntity logicalId=\"1\"><subjectType code=\"person\"/>"
     "<nameAlias wholeName=" NAME_OF "/>"
     "<address street=\"12 Invented St\" city=\"Tashkent\" countryIso2Code=\"UZ\">"
     "<contactInfo key=\"PHONE\" value=\"+998 90 123 45 67\"/>"
     "<contactInfo key=\"EMAIL\" value=\"zoran@example.org\"/>"
     "<contactInfo key=\"WEB\" value=\"example.org\"/></address>"
     "<address city=\"Moscow\" countryIso2Code=\"RU\"/></sanctionEntity></export>",
     "phone +998901234567\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_UK,
     "<Designations><Designation><UniqueID>FIK1</UniqueID><Names><Name><Name1>ZORAN</Name1>"
     "<Name6>FIKTIV</Name6><NameType>Primary Name</NameType></Name></Names>"
     "<IndividualEntityShip>Individual</IndividualEntityShip>"
     "<PhoneNumbers><PhoneNumber>+998 90 123 45 67</PhoneNumber></PhoneNumbers>"
     "<EmailAddresses><EmailAddress>zoran@example.org</EmailAddress></EmailAddresses>"
     "<Addresses><Address><AddressLine1>12 Invented Street</AddressLine1><AddressLine6>Tashkent</AddressLine6>"
     "<AddressCountry>Uzbekistan</AddressCountry></Address></Addresses></Designation></Designations>",
     "phone +998901234567\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_UN,
     "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ZORAN</FIRST_NAME>"
     "<SECOND_NAME>FIKTIV</SECOND_NAME><INDIVIDUAL_ADDRESS><STREET>12 Invented Street</STREET>"
     "<CITY>Tashkent</CITY><COUNTRY>Uzbekistan</COUNTRY><NOTE>2016</NOTE></INDIVIDUAL_ADDRESS>"
     "<INDIVIDUAL_ADDRESS><COUNTRY>Rwanda</COUNTRY></INDIVIDUAL_ADDRESS>"
     "</INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>",
     "address 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_OFAC,
     "<sdnList><sdnEntry><uid>501</uid><firstName>Zoran</firstName><lastName>FIKTIV</lastName>"
     "<sdnType>Individual</sdnType><idList>"
     "<id><uid>1</uid><idType>Phone Number</idType><idNumber>998901234567</idNumber></id>"
     "<id><uid>2</uid><idType>Email Address</idType><idNumber>zoran@example.org</idNumber></id></idList>"
     "<addressList><address><uid>3</uid><address1>12 Invented St.</address1><city>Tashkent</city>"
     "<country>Uzbekistan</country></address></addressList></sdnEntry></sdnList>",
     "phone 998901234567\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_OFAC_CSV,
     "501,\"FIKTIV, Zoran\",\"individual\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"
     "\"DOB 1970; Phone Number 998901234567; Email Address zoran@example.org; "
     "alt. Email Address z@example.org; Telephone No. (998) 907654321; Website www.example.org.\"\r\n",
     "phone 998901234567\nemail zoran@example.org\nemail z@example.org\nphone 998907654321\n"},
    {WATCH_FORMAT_CSL,
     "source,entity_number,type,name,addresses,alt_names,citizenships,dates_of_birth,nationalities,"
     "remarks,ids,_id\n"
     "SDN,501,Individual,\"FIKTIV, Zoran\",\"12 Invented St., Tashkent, UZ\",,,,,,"
     "\"Email Address, zoran@example.org; Phone Number, 998901234567\",a1\n",
     "email zoran@example.org\nphone 998901234567\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_TARGETS,
     "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails\n"
     "Q1,Person,Zoran Fiktiv,,,uz,\"12 Invented St., Tashkent, Uzbekistan;Moscow\",,,+998901234567,"
     "zoran@example.org\n",
     "phone +998901234567\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
    {WATCH_FORMAT_FTM,
     "{\"id\":\"Q1\",\"schema\":\"Person\",\"caption\":" NAME_OF ",\"properties\":{"
     "\"phone\":[\"+998901234567\"],\"email\":[\"zoran@example.org\"],"
     "\"address\":[\"12 Invented St., Tashkent, Uzbekistan\",\"Moscow\"]}}\n",
     "phone +998901234567\nemail zoran@example.org\naddress 12 INVENTED TASHKENT UZB\n"},
};

static void each_form_gives_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct arena arena = {0};
        struct buffer said = {0};
        struct watch_list list;
        struct watch_import report;
        struct watch_import_order order = {.bytes = span_of(lists[i].text)};
        assert_int_equal(watch_import_parse(&order, &arena, &list, &report), STATUS_OK);
        assert_string_equal(watch_format_word(report.format), watch_format_word(lists[i].format));
        assert_int_equal(report.entries, 1);
        struct watch_contacts contacts = watch_list_contacts(&list, &list.entries[0]);
        assert_int_equal(contacts.count, report.contacts);
        for (uint32_t c = 0; c < contacts.count; c++) {
            struct span text = watch_list_text(&list, contacts.at[c].text);
            buffer_format(&said, "%s %.*s\n",
                          contact_info((enum watch_contact_kind)contacts.at[c].kind)->word,
                          (int)text.size, text.at);
        }
        assert_string_equal(buffer_string(&said), lists[i].contacts);
        buffer_free(&said);
        arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_form_gives_them)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
