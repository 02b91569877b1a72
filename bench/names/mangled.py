"""Names as carriers, passports and other alphabets leave them: made from listed names, so that what is right is
known. Tables are our own, after ICAO Doc 9303-3 and the alphabets that they name."""
import random
import re
import unicodedata

TITLES = ("MR", "MRS", "MS", "DR", "MSTR")

# ---- as airlines print ----


def letters(text):
    plain = unicodedata.normalize("NFKD", text.replace("ʻ", "").replace("ʼ", ""))
    return re.sub(r"[^A-Z ]", "", re.sub(r"[-/.,]", " ", plain.upper()))


def airline(name, chance):
    """SURNAME/GIVEN with what carriers do to it: joined, a glued title, cut off."""
    words = letters(name).split()
    if len(words) < 2:
        return None
    at = chance.choice((1, len(words) - 1))
    surname, given = (words[:at], words[at:]) if chance.random() < .5 else (words[at:], words[:at])
    surname = "".join(surname) if chance.random() < .5 else " ".join(surname)
    given = "".join(given) if chance.random() < .4 and len(given) > 1 else " ".join(given)
    if chance.random() < .5:
        given += chance.choice(("", " ")) + chance.choice(TITLES)
    text = f"{surname}/{given}"
    return text if chance.random() < .8 else text[:30]


# ---- alphabets, there and back ----

TO_CYRILLIC = (("SHCH", "Щ"), ("DZH", "ДЖ"), ("SH", "Ш"), ("CH", "Ч"), ("KH", "Х"), ("ZH", "Ж"), ("TS", "Ц"),
               ("GH", "Г"), ("TH", "Т"), ("DH", "Д"), ("PH", "Ф"), ("YU", "Ю"), ("YA", "Я"), ("YO", "Ё"), ("OO", "У"),
               ("EE", "И"), ("OU", "У"), ("AY", "АЙ"), ("IY", "ИЙ"), ("CK", "К"), ("A", "А"), ("B", "Б"), ("C", "К"), ("D", "Д"),
               ("E", "Е"), ("F", "Ф"), ("G", "Г"), ("H", "Х"), ("I", "И"), ("J", "ДЖ"), ("K", "К"), ("L", "Л"), ("M", "М"), ("N", "Н"),
               ("O", "О"), ("P", "П"), ("Q", "К"), ("R", "Р"), ("S", "С"), ("T", "Т"), ("U", "У"), ("V", "В"), ("W", "В"),
               ("X", "КС"), ("Y", "И"), ("Z", "З"))
FROM_CYRILLIC = {"А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I", "Й": "I",
                 "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "У": "U", "Ф": "F",
                 "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ю": "IU", "Я": "IA"}
TO_ARABIC = (("SH", "ش"), ("KH", "خ"), ("TH", "ث"), ("DH", "ذ"), ("GH", "غ"), ("CH", "تش"), ("OO", "و"), ("EE", "ي"), ("OU", "و"),
             ("AA", "ا"), ("B", "ب"), ("P", "ب"), ("T", "ت"), ("J", "ج"), ("G", "ج"), ("H", "ه"), ("D", "د"), ("R", "ر"), ("Z", "ز"),
             ("S", "س"), ("F", "ف"), ("V", "ف"), ("Q", "ق"), ("K", "ك"), ("C", "ك"), ("L", "ل"), ("M", "م"), ("N", "ن"), ("W", "و"),
             ("Y", "ي"), ("X", "كس"), ("U", "و"), ("O", "و"), ("I", "ي"), ("A", "ا"), ("E", ""))


def _by(table, word):
    out, at = "", 0
    while at < len(word):
        for key, value in table:
            if word.startswith(key, at):
                out, at = out + value, at + len(key)
                break
        else:
            at += 1
    return out


def cyrillic(name):
    return " ".join(_by(TO_CYRILLIC, word) for word in letters(name).split())


def arabic(name):
    """Short vowels within a word are not written, doubled letters once; a vowel at the beginning has an alef to stand on,
    an E at the end is written."""
    words = []
    for word in letters(name).split():
        word = re.sub(r"([^AEIOU])\1", r"\1", word)
        inner = word[0] + re.sub(r"(?<=[^AEIOU])[AEIU](?=[^AEIOU]{1,2}[AEIOUY])", "", word[1:])
        inner = re.sub(r"^E(?=.)", "A", inner)
        inner = re.sub(r"E$", "I", inner)
        words.append(("ا" if inner[0] in "IOU" else "") + _by(TO_ARABIC, inner))
    return " ".join(words)


def round_trip(name):
    """Through Cyrillic and back by ICAO's table."""
    return " ".join("".join(FROM_CYRILLIC.get(c, "") for c in word) for word in cyrillic(name).split())


def zone(name):
    """As a passport's zone has it: 39 characters, surname first."""
    words = letters(name).split()
    if len(words) < 2:
        return None
    text = words[-1] + "<<" + "<".join(words[:-1])
    return text[:39].replace("<<", "/").replace("<", " ").strip()


ZONE = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهوي", "A B T XTH J XH XKH D XDH R Z S XSH XSS XDZ XTT XZZ E G F Q K L M N H W Y".split()))


def escaped(name):
    """As a passport's zone has Arabic letters, surname first."""
    words = ["".join(ZONE.get(c, "") for c in word) for word in arabic(name).split()]
    if len(words) < 2 or not any("X" in word for word in words):
        return None
    return (words[-1] + "/" + " ".join(words[:-1]))[:39]


KINDS = {"airline": airline, "zone": lambda name, _: zone(name), "cyrillic": lambda name, _: cyrillic(name),
         "cyrillic and back": lambda name, _: round_trip(name), "arabic": lambda name, _: arabic(name),
         "zone of Arabic letters": lambda name, _: escaped(name)}


def mangle(names, kind, seed):
    """[(name, mangled)]"""
    chance = random.Random(seed)
    made = ((name, KINDS[kind](name, chance)) for name in names)
    return [(name, other) for name, other in made if other]


# ---- Uzbek: one name in three orthographies ----

UZBEK = (("Ш", "SH", "SH", "SH"), ("Ч", "CH", "CH", "CH"), ("Ғ", "G'", "G", "G"), ("Қ", "Q", "K", "Q"), ("Ҳ", "H", "KH", "H"),
         ("Ў", "O'", "U", "O"), ("Х", "X", "KH", "KH"), ("Ж", "J", "ZH", "J"), ("Ё", "YO", "E", "YO"), ("Ю", "YU", "YU", "IU"),
         ("Я", "YA", "YA", "IA"), ("Ц", "TS", "TS", "TS"), ("А", "A", "A", "A"), ("Б", "B", "B", "B"), ("В", "V", "V", "V"),
         ("Г", "G", "G", "G"), ("Д", "D", "D", "D"), ("Е", "E", "E", "E"), ("З", "Z", "Z", "Z"), ("И", "I", "I", "I"), ("Й", "Y", "Y", "I"),
         ("К", "K", "K", "K"), ("Л", "L", "L", "L"), ("М", "M", "M", "M"), ("Н", "N", "N", "N"), ("О", "O", "O", "O"), ("П", "P", "P", "P"),
         ("Р", "R", "R", "R"), ("С", "S", "S", "S"), ("Т", "T", "T", "T"), ("У", "U", "U", "U"), ("Ф", "F", "F", "F"), ("Ъ", "'", "", ""),
         ("Э", "E", "E", "E"))


def uzbek(name):
    """(Cyrillic, Latin of 1995, Russian-style, as in passports) of a name in Uzbek Cyrillic."""
    rows = {row[0]: row[1:] for row in UZBEK}
    forms = tuple("".join(rows[c][i] if c in rows else c for c in name.upper()) for i in range(3))
    return (name, *forms)
