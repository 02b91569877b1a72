"""The bounds of the search, each broken in one place, must make watch_test_large fail, or that proves nothing.

    mutants.py SOURCE BUILD COMPILER    the project, its build, and the compiler's words

Each mutant is one file of src/watch with a change, compiled with test_large.c and linked before the library. What trying
every name finds is found once, by what is not broken."""
import concurrent.futures
import os
import shlex
import subprocess
import sys
import tempfile

# name, file, what stands there, what stands there instead
MUTANTS = (
    # which names are looked for
    ("no runs", "candidates.c", "    find_runs(&finding);\n", "    (void)find_runs;\n"),
    ("no word that is neighbours joined", "candidates.c", "if (side->runs[r].size > 1)", "if (side->runs[r].size > 3)"),
    ("no whole names of persons", "candidates.c", "    find_parted(&finding);\n", "    (void)find_parted;\n"),
    ("no other century of many", "candidates.c", "steps[] = {1, 10, 100, 1000}", "steps[] = {1, 10, 1000}"),
    ("ranges in no order end with the last", "candidates.c",
     "if (ranges->at[i].end > ranges->at[kept - 1].end)",
     "if (true)"),
    ("of few the first birth", "candidates.c",
     "i < person->birth_count; i++) {\n        const",
     "i < 1; i++) {\n        const"),
    ("a token that is shared is not marked", "candidates.c", "i != but; v++)", "i != but && i + 1 != tokens->count; v++)"),
    ("of several tokens one is looked up", "candidates.c", "if (i != most) {", "if (i == (most ? 0 : 1)) {"),
    ("the commonest finds no initials", "candidates.c",
     "    each_of(finding, finding->tokens->of[tokens->at[most]]);\n", ""),
    ("the others find no initials", "candidates.c",
     "look_for(finding, OF_INITIALS | OF_SEVERAL);", "look_for(finding, OF_SEVERAL);"),
    ("names with initials have to have a mark", "candidates.c",
     "finding->marked = index_first(finding->index, INDEX_SEVERAL, 0);", "finding->marked = 0;"),
    ("initials find initials alone", "candidates.c", "tokens.initial ? OF_ALL", "tokens.initial ? OF_INITIALS"),
    ("one name finds no one name", "candidates.c", ": OF_INITIALS | OF_SINGLE);", ": OF_INITIALS);"),
    ("no whole names", "candidates.c", "    each_of(&finding, found->whole);\n", ""),
    ("no other year", "candidates.c",
     "            add_other_years(out, from);\n",
     "            (void)add_other_years;\n"),
    ("no year before", "candidates.c", "    add_day(days, day.year - 1, day); /* 1969 and 1970 */\n", ""),
    ("no year after", "candidates.c", "    add_day(days, day.year + 1, day);\n", ""),
    ("a year ends a day early", "candidates.c", "index_day(to.year, 12, 31) + 1", "index_day(to.year, 12, 31)"),
    ("a year begins a day late", "candidates.c",
     "index_day(from.year, 1, 1), index_day(to",
     "index_day(from.year, 1, 2), index_day(to"),
    ("the first birth alone", "candidates.c", "i < person->birth_count; i++) {", "i < 1; i++) {"),
    ("none without a birth", "candidates.c", "    add_range(out, 0, 1);\n", ""),
    ("of few the first of a range is lost", "candidates.c", "name >= at->from;", "name > at->from;"),
    ("of many the last of a range is lost", "candidates.c",
     "first_in(at, end, finding->names.at[r].end)",
     "first_in(at, end, finding->names.at[r].end - 1)"),
    ("whole names in their order alone", "wholes.c", "first < it->count; first++", "first < 1; first++"),
    ("a whole name loses its last code", "wholes.c",
     "i < wholes->firsts[name + 1]",
     "i + 1 < wholes->firsts[name + 1]"),
    ("no listed documents", "directly.c", "hash_bytes(subject->numbers[i])", "0"),
    ("no documents one character apart", "directly.c",
     "        index_near_numbers(subject->numbers[i], subject->states[i], find_near, looking);\n",
     "        (void)find_near;\n"),
    ("no contacts", "directly.c", "    look_by_contacts(&looking);\n", "    (void)look_by_contacts;\n"),
    ("of several contacts the first is looked up", "directly.c",
     "i < subject->person->contact_count; i++)\n        if", "i < 1; i++)\n        if"),
    ("what a document finds has the names that its birth date leaves", "directly.c",
     "i < compared; i++)\n        fitting_compare", "i < 0; i++)\n        fitting_compare"),
    # which tokens are alike
    ("no nicknames", "variants.c", "    names_nickname_keys(search->token->text, compare_sounds, search);\n", ""),
    ("no loose skeletons", "variants.c", "keys->count + keys->loose", "keys->count"),
    ("no codes of other scripts", "variants.c", "    compare_codes(search);\n", "    (void)compare_codes;\n"),
    ("no scripts that part words", "variants.c",
     "        each_coded(search, &index->by_parted, search->token, NAMES_CYRILLIC, compare);\n",
     ""),
    ("no whole names by codes", "variants.c",
     "each_coded(&search, &index->by_unparted, &word, NAMES_HANGUL, compare_whole);",
     "(void)compare_whole;"),
    ("names that were cut are whole", "variants.c", "if (search->token->cut)", "if (false)"),
    # how the image is looked up
    ("who has two births has the first", "index.c", "if (entry->births != 1)", "if (entry->births == 0)"),
    ("a span of years is its first", "index.c", "from.year != to.year || ", ""),
    ("years are of June", "index.c", ": index_day(from.year, 1, 1);", ": index_day(from.year + 1, 6, 1);"),
    ("a token loses its last posting", "index.c",
     "index->postings + index->tokens[token + 1].first_posting}",
     "index->postings + index->tokens[token + 1].first_posting - (index->tokens[token + 1].first_posting > index->tokens[token].first_posting + 1)}"),
    ("a near word is one that is the same", "variants.c", " || names_near(search->token->text, text))", ")"),
    ("one letter left out at most", "index.c",
     "0, names_errors(text.size), each",
     "0, names_errors(text.size) > 0, each"),
    ("a number keeps its first character", "index.c", "0, 1, each_of_state", "1, 1, each_of_state"),
    ("a number loses no character", "index.c", "0, 1, each_of_state", "0, 0, each_of_state"),
    ("short marks are not set", "index.c",
     "    set_bit(marks->of_short, mark >> (INDEX_MARK - INDEX_SHORT), on);\n",
     ""),
    ("who has many tokens is passed by", "index.c", "return others == OTHERS_MANY;", "return false;"),
    ("of other tokens the first has a mark", "index.c",
     "i < count; i++) {\n        uint32_t mark",
     "i < 1 && i < count; i++) {\n        uint32_t mark"),
    # how the image is made: names
    ("one name stands with several", "index_names.c", "== 1 ? INDEX_SINGLE", "== 0 ? INDEX_SINGLE"),
    ("initials stand with the others", "index_names.c",
     "[token].class == NAMES_INITIAL)",
     "[token].class == NAMES_FILLER)"),
    ("an entry is of the next day", "index_names.c",
     "entry->source], entry->entry));", "entry->source], entry->entry) + 1);"),
    ("a name loses its last token", "index_build.c",
     "if (before == i)",
     "if (before == i && (i == 0 || i + 1 < count))"),
    ("the last of the other tokens is not marked", "index_build.c",
     "if (k != i)",
     "if (k != i && (kept == 0 || k + 1 < count))"),
    ("particles alone are nobody", "index_names.c", "return ordinary ? ordinary : any;", "return ordinary;"),
    # .. and maps
    ("runs of three are not written", "index_maps.c", "side.runs[r].size > 1 &&", "side.runs[r].size == 2 &&"),
    ("a run has one key", "index_maps.c", "k < side.runs[r].keys; k++)", "k < 1; k++)"),
    ("no letters are left out", "index_maps.c",
     "index_deletes(build_text(build, token->text, token->size), add_pair, &deletes);",
     "add_pair(&deletes, hash_bytes(build_text(build, token->text, token->size)));"),
    ("loose skeletons are not written", "index_maps.c",
     "(uint32_t)token->keys + token->loose",
     "(uint32_t)token->keys"),
    ("nicknames are not written", "index_maps.c", 
     "        names_nickname_keys(build_text(build, token->text, token->size), add_pair, &sounds);\n", ""),
    ("an entry loses its last document", "index_maps.c",
     "            add_pair(&numbers, hash_bytes(number));\n",
     "            if (i + 1 < entry->entry->documents)\n                add_pair(&numbers, hash_bytes(number));\n"),
    ("no number stands with what is left of it", "index_maps.c",
     "            index_near_numbers(number, document->state, add_pair, &near);\n", ""),
    ("an entry loses its last contact", "index_maps.c", "i < all.count; i++)", "i + 1 < all.count; i++)"),
    ("a phone is found by all of its digits", "contact.c",
     "normal = end_of(normal, PHONE_LEAST);", "normal = end_of(normal, normal.size);"),
    ("a code is not written", "index_maps.c",
     "names_coarse(word, beside, codes); c-- > 0;",
     "names_coarse(word, beside, codes); c-- > 1;"),
    ("no codes beside scripts that part words", "index_maps.c",
     "            add_codes(&codes, &word, NAMES_CYRILLIC);\n",
     ""),
    ("no codes beside scripts that do not", "index_maps.c",
     "            add_codes(&codes, &word, NAMES_HANGUL);\n",
     ""),
    ("words that may be whole names stand with others", "index_maps.c",
     "names_unparted(word.script) ? &unparted : &parted",
     "names_unparted(word.script) && false ? &unparted : &parted"),
)
PERSONS, ENTRIES = "8000", "3000"


def run(words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def link(build):
    """What the real test is linked with."""
    said = run(["ninja", "-C", build, "-t", "commands", "watch_test_large"])
    words = shlex.split(said.stdout.strip().splitlines()[-1])
    return [word for word in words[words.index("-o") + 2:] if word.startswith("-") or word.endswith((".a", ".so"))]


def try_mutant(mutant, source, compiler, folder, libraries):
    """None when it was killed, else what went wrong."""
    name, file, there, instead = mutant
    with open(os.path.join(source, "src", "watch", file), encoding="utf-8") as original:
        text = original.read()
    if text.count(there) != 1:
        return f"{name}: what it changes stands {text.count(there)} times in {file}"
    path = os.path.join(folder, name.replace(" ", "_"))
    with open(path + ".c", "w", encoding="utf-8") as changed:
        changed.write(text.replace(there, instead))
    done = run([*compiler, "-w", "-O1", "-std=gnu17", "-D_GNU_SOURCE", f"-I{source}/src", f'-DPORTOLAN_SOURCE="{source}"',
                path + ".c", os.path.join(folder, "large.o"), "-o", path, *libraries])
    if done.returncode:
        return f"{name}: does not compile: {done.stdout[-600:]}"
    done = run([path, ENTRIES, PERSONS, os.path.join(folder, "found")])
    if done.returncode == 0:
        return f"{name}: nobody noticed"
    return None if "by index" in done.stdout else f"{name}: ended without a difference: {done.stdout[-600:]}"


def main():
    source, build, *compiler = sys.argv[1:]
    libraries = [os.path.join(build, one) if one.endswith(".a") and not one.startswith("/") else one
                 for one in link(build)]
    with tempfile.TemporaryDirectory() as folder:
        done = run([*compiler, "-w", "-O1", "-std=gnu17", "-D_GNU_SOURCE", f"-I{source}/src", f'-DPORTOLAN_SOURCE="{source}"',
                    "-c", os.path.join(source, "tests", "watch", "test_large.c"), "-o", os.path.join(folder, "large.o")])
        if done.returncode:
            sys.exit(done.stdout)
        done = run([os.path.join(build, "tests", "watch_test_large"), ENTRIES, PERSONS, os.path.join(folder, "found")])
        if done.returncode:
            sys.exit(f"What is not broken fails, too: {done.stdout[-600:]}")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            wrong = []
            for one in pool.map(lambda one: try_mutant(one, source, compiler, folder, libraries), MUTANTS):
                if one:
                    print(one, flush=True)
                    wrong.append(one)
    print(f"{len(MUTANTS) - len(wrong)} of {len(MUTANTS)} mutants were killed.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
