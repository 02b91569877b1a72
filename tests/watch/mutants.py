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
    ("two tokens shared are not enough", "candidates.c", "counts[name] >= 2", "counts[name] >= 3"),
    ("the commonest token is not looked for", "candidates.c",
     "worker->counts[name] >= 2 || has_variant(finding, name, tokens[commonest])", "worker->counts[name] >= 2"),
    ("initials find initials alone", "candidates.c", "initial      ? (1u << INDEX_BLOCKS) - 1",
     "initial      ? 1u << INDEX_INITIALS"),
    ("one name finds no one name", "candidates.c", "1u << INDEX_INITIALS | 1u << INDEX_SINGLE", "1u << INDEX_INITIALS"),
    ("no runs", "candidates.c", "    find_runs(&finding);\n", "    (void)find_runs;\n"),
    ("no word that is neighbours joined", "candidates.c", "if (side->runs[r].size > 1)", "if (side->runs[r].size > 3)"),
    ("no whole names", "candidates.c", "    find_whole(&finding, arena);\n", "    (void)find_whole;\n"),
    ("no whole names of persons", "candidates.c", "    find_parted(&finding);\n", "    (void)find_parted;\n"),
    ("whole names in their order alone", "wholes.c", "first < it->count; first++", "first < 1; first++"),
    ("a whole name loses its last code", "wholes.c", "i < wholes->firsts[name + 1]", "i + 1 < wholes->firsts[name + 1]"),
    ("no other scripts", "candidates.c", "token->script != NAMES_LATIN || token->class == NAMES_INITIAL", "token"),
    ("no listed documents", "screen.c", "i < fitting->subject->person->document_count; i++", "i < 0; i++"),
    # days
    ("no other year of many", "candidates.c", "        add_other_years(index, block, from, out);\n",
     "        (void)add_other_years;\n"),
    ("no other century of many", "candidates.c", "steps[] = {1, 10, 100, 1000}", "steps[] = {1, 10, 1000}"),
    ("no next year of many", "candidates.c", "step <= 1; step += 2", "step < -1; step += 2"),
    ("a year of many ends a day early", "candidates.c", "index_day(to, 12, 31)", "index_day(to, 12, 30)"),
    ("a year of many begins a day late", "candidates.c", "index_day(from, 1, 1), index_day(to",
     "index_day(from, 1, 2), index_day(to"),
    ("of many the first birth", "candidates.c", "i < person->birth_count; i++)\n        add_birth", "i < 1; i++)\n        add_birth"),
    ("of many none without a birth", "candidates.c", "    add_days(index, block, 0, 0, out);\n", ""),
    ("more births than ranges", "candidates.c", " || person->birth_count > BIRTHS_MOST;", ";"),
    ("ranges in no order end with the last", "candidates.c", "if (ranges->at[i].end > ranges->at[kept - 1].end)", "if (true)"),
    ("no other year of few", "candidates.c", "return digits == 1;", "return false;"),
    ("no next year of few", "candidates.c", "if (abs(a - b) == 1)", "if (false)"),
    ("of few the first birth", "candidates.c", "i < person->birth_count; i++) {\n        const", "i < 1; i++) {\n        const"),
    ("of few none without a birth", "candidates.c", "if (day == 0 || any_day(person))", "if (any_day(person))"),
    ("of few the year after its first", "candidates.c", "year >= from.year &&", "year > from.year &&"),
    ("who has two births has the first", "index.c", "if (entry->births != 1)", "if (entry->births == 0)"),
    ("a span of years is its first", "index.c", "from.year != to.year || ", ""),
    ("years are of June", "index.c", ": index_day(from.year, 1, 1);", ": index_day(from.year + 1, 6, 1);"),
    # how the image is looked up
    ("a token loses its last posting", "index.c", "index->postings + index->tokens[token + 1].first_posting}",
     "index->postings + index->tokens[token + 1].first_posting - (index->tokens[token + 1].first_posting > "
     "index->tokens[token].first_posting + 1)}"),
    ("a code loses its last posting", "index.c", "? index->sounding_postings + index->soundings[low + 1].first : at",
     "? index->sounding_postings + index->soundings[low + 1].first - 1 : at"),
    ("one letter left out at most", "index.c", "0, names_errors(text.size), each", "0, names_errors(text.size) > 0, each"),
    # which tokens are alike
    ("no nicknames", "variants.c", "    names_nickname_keys(search->token->text, compare_sounds, search);\n", ""),
    ("no loose skeletons", "variants.c", "keys->count + keys->loose", "keys->count"),
    ("no codes of other scripts", "variants.c", "    compare_codes(search);\n", "    (void)compare_codes;\n"),
    # how the image is made: names
    ("initials stand with the others", "index_build.c", "if (side->class[i] == NAMES_INITIAL)", "if (false)"),
    ("one name stands with several", "index_build.c", "== 1 ? INDEX_SINGLE", "== 0 ? INDEX_SINGLE"),
    ("places are off by one", "index_build.c", "places[i] = order[i].place;", "places[i] = order[i].place + 1;"),
    ("a name loses its last token", "index_build.c", "if ((counted >> i & 1) && is_first(tokens, i))",
     "if ((counted >> i & 1) && is_first(tokens, i) && (i == 0 || i + 1 < name->count))"),
    ("particles alone are nobody", "index_build.c", "return ordinary ? ordinary : any;\n}\n\n/* A token that",
     "return ordinary;\n}\n\n/* A token that"),
    ("a posting has the place of the next name", "index_build.c", "ITEMS(build, places, uint32_t)[name]}",
     "ITEMS(build, places, uint32_t)[name + 1 < COUNT(build, places) ? name + 1 : name]}"),
    # .. and maps
    ("a code is not written", "index_maps.c", "names_coarse(&word, kinds[k], hashes); c-- > 0;",
     "names_coarse(&word, kinds[k], hashes); c-- > 1;"),
    ("codes of one kind of script", "index_maps.c", "for (int k = 0; k < 2; k++)", "for (int k = 0; k < 1; k++)"),
    ("a code of another script is not written", "index_maps.c", "names_coarse(&word, NAMES_LATIN, codes); c-- > 0;",
     "names_coarse(&word, NAMES_LATIN, codes); c-- > 1;"),
    ("a code has one name", "index_maps.c", "if (same && all[i].name == all[i - 1].name)", "if (same)"),
    ("days begin after their first name", "index_maps.c", "places[name] < place", "places[name] <= place"),
    ("runs of three are not written", "index_maps.c", "side.runs[r].size > 1 &&", "side.runs[r].size == 2 &&"),
    ("a run has one key", "index_maps.c", "k < side.runs[r].keys; k++)", "k < 1; k++)"),
    ("no letters are left out", "index_maps.c", "index_deletes(text, add_pair, &deletes);",
     "add_pair(&deletes, hash_bytes(text));"),
    ("loose skeletons are not written", "index_maps.c", "(uint32_t)token->keys + token->loose", "(uint32_t)token->keys"),
    ("nicknames are not written", "index_maps.c", "        names_nickname_keys(text, add_pair, &sounds);\n", ""),
    ("an entry loses its last document", "index_maps.c", "i < entry->entry->documents; i++", "i + 1 < entry->entry->documents; i++"),
)
PERSONS, ENTRIES = "3000", "3000"


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
