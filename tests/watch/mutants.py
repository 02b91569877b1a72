"""The bounds of the search, each broken in one place, must make watch_test_large fail, or that proves nothing.

    mutants.py SOURCE BUILD COMPILER    the project, its build, and the compiler's words

Each mutant is one file of src/watch with a change, compiled with test_large.c and linked before the library."""
import concurrent.futures
import os
import shlex
import subprocess
import sys
import tempfile

# name, file, what stands there, what stands there instead
MUTANTS = (
    ("two tokens shared are not enough", "candidates.c", "counts[name] >= 2", "counts[name] >= 3"),
    ("the commonest token is not looked for", "candidates.c",
     "worker->counts[name] >= 2 || has_variant(finding, name, tokens[commonest])", "worker->counts[name] >= 2"),
    ("no other year of many", "candidates.c", "        add_other_years(index, block, from, out);\n",
     "        (void)add_other_years;\n"),
    ("no other year of few", "candidates.c", "return digits == 1;", "return false;"),
    ("initials find initials alone", "candidates.c", "initial      ? (1u << INDEX_BLOCKS) - 1",
     "initial      ? 1u << INDEX_INITIALS"),
    ("one name finds no one name", "candidates.c", "1u << INDEX_INITIALS | 1u << INDEX_SINGLE", "1u << INDEX_INITIALS"),
    ("no runs", "candidates.c", "    find_runs(&finding);\n", "    (void)find_runs;\n"),
    ("no whole names", "candidates.c", "    find_whole(&finding, arena);\n", "    (void)find_whole, (void)arena;\n"),
    ("no other scripts", "candidates.c", "token->script != NAMES_LATIN || token->class == NAMES_INITIAL", "token"),
    ("one letter left out at most", "index.c", "0, names_errors(text.size), each", "0, names_errors(text.size) > 0, each"),
    ("who has two births has the first", "index.c", "if (entry->births != 1)", "if (entry->births == 0)"),
    ("years are of June", "index.c", ": index_day(from.year, 1, 1);", ": index_day(from.year + 1, 6, 1);"),
    ("no nicknames", "variants.c", "    names_nickname_keys(search->token->text, compare_sounds, search);\n", ""),
    ("no loose skeletons", "variants.c", "keys->count + keys->loose", "keys->count"),
    ("no codes of other scripts", "variants.c", "    compare_codes(search);\n", "    (void)compare_codes;\n"),
)
PERSONS, ENTRIES = "4000", "3000"


def run(words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def link(build):
    """What the real test is linked with."""
    said = run(["ninja", "-C", build, "-t", "commands", "watch_test_large"])
    words = shlex.split(said.stdout.strip().splitlines()[-1])
    return [word for word in words[words.index("-o") + 2:] if word.startswith("-") or word.endswith((".a", ".so"))]


def try_mutant(mutant, source, build, compiler, folder, libraries):
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
    done = run([path, ENTRIES, PERSONS])
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
        done = run([os.path.join(build, "tests", "watch_test_large"), ENTRIES, PERSONS])
        if done.returncode:
            sys.exit(f"What is not broken fails, too: {done.stdout[-600:]}")
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            said = list(pool.map(lambda one: try_mutant(one, source, build, compiler, folder, libraries), MUTANTS))
    wrong = [one for one in said if one]
    print(f"{len(MUTANTS) - len(wrong)} of {len(MUTANTS)} mutants were killed.", *wrong, sep="\n")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
