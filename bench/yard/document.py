"""The section that bench/run and bench/long write."""
from yard import sections, tables, scores

METHOD = """\
- The real binary (release preset) on a data folder of its own on disk; nobody in it exists. Everything (the
  system, who sends, who looks) shares the machine's cores. `simulate` runs alone.
- **The world**: {command}. Its days end two days ago, {a_day:,} persons a day: days that are over are closed as in
  a running system, but only when nothing is waiting. All is sent by `portolan play` as fast as it is taken, while
  it is screened against the world's list; a person-record is a person in a message.
- **Durable to stored**: small worlds of {small:,} persons, each on a day of its own near today. The role `screen` is
  held (SIGSTOP) while messages are sent to the intake; they are durable then. It is let go, and the clock stops
  when `progress.db` has the last of them. A pass is one sort of the world's messages, of all flights of the day,
  so a push finds its flight closed; "unchanged" are the same bodies under another reference, since the very same
  bytes are known as a duplicate without being read. What is new, changed, same is the system's own count.
  "stolen": how much of all processors' time other guests of the same host took meanwhile, as the kernel tells;
  "less stolen": persons/s in the time that was left. "fall": how far the slowest lies under the first, less stolen.
- **Received to visible**: {rate:,.0f} persons/s came in (wanted: 1,000): a small world's own messages in their
  order, and {probes} probes, each of 150 persons on a new flight, one of them listed, at a moment by chance. A stream
  of events of an officer over HTTPS hears the alert. One monotonic clock. {lost} were not heard of in 20 s.
- **Lookups**: officers have no page that looks for persons over all flights yet, so it is the store's index that is
  asked, by a second process (`bench/lookup.c`) while the same persons came in: persons of the whole world by
  chance, over all its {days} days; 5 ms between two, all six kinds at once. Of a name, every word has to find the
  person. Finding gives ids; opening unseals up to 20 of the cards.
- **Decoding**: as `bench/decode` does, on a sample of the world's undamaged messages, in their wraps; the peer only
  splits, and refuses some (its figure is over those that it takes).
- **PostgreSQL**: one plain table and three indexes, default settings, one connection, from text that is ready. It
  does not decode, join booking and passport, keep versions and bytes, seal, compare anybody with a list or tell an
  officer: what it does is the last step alone.
"""


def text(title, words, options, figures, world):
    live, score = figures["live"], figures["score"]
    lines = [*sections.head(title, words, figures, options.quick),
             "### Goals\n", tables.goals(figures, options.quick),
             "### The world\n", tables.simulated(figures["simulate"]),
             "### Decoding\n", tables.decoded(figures["decode"]),
             "### From durable to screened and stored\n", tables.passes(figures["sizes"]),
             tables.pass_details(figures["sizes"]), tables.peer(figures["peer"], tables.disk_a_person(figures)),
             "### The world, played\n", tables.played(figures, world),
             "### Received to visible\n", tables.seen(live), scores.alert_times(live["score"], score),
             "### Memory\n", tables.memory(figures["played_memory"], live),
             "### Disk\n", tables.disk(figures),
             "### Lookups, while 1,000 persons/s come in\n", tables.looked_up(live),
             "### The score\n", *scores.tables(score)]
    if figures["log"]:
        lines.append(f"The log has {figures['log']} lines of failures.\n")
    lines += ["### Method\n", METHOD.format(
        command=f"`{figures['simulate']['command']}`", a_day=options.persons // options.days,
        small=options.small, rate=live["rate"], probes=len(live["probes"]), lost=live["lost"], days=options.days),
        f"To repeat: `{words}`. It took {figures['took'] / 60:.0f} minutes.\n"]
    return "\n".join(lines)
