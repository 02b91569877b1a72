"""What score-against told, as tables."""
from report import table


def presence_share(score):
    return score["presence"]["once"], score["presence"]["told"]


def percent(some, of):
    return f"{100 * some / of:.2f} %" if of else "-"


def presence(score):
    all_of_them = score["presence"]
    rows = [["persons on flights of whom an undamaged message told", "told", "in the store once", "missing", "twice",
             "of both: contradicted", "damaged", "once"]]
    for name, one in [*all_of_them["dialects"].items(), ("all", all_of_them)]:
        rows.append([name, *(f"{one[key]:,}" for key in ("told", "once", "missing", "twice", "contradicted", "damaged")),
                     percent(one["once"], one["told"])])
    return table(*rows)


def strangers(score):
    one = score["presence"]
    return (f"{one['strangers']:,} of {one['cards']:,} cards belong to nobody in the world; {one['untold_found']:,} "
            f"persons are there of whom only damaged messages told; {one['flights_missing']:,} of {one['flights']:,} "
            f"flights are not there. Set aside: " +
            (", ".join(f"{count:,} {reason}" for reason, count in score["set_aside"].items() if count) or "nothing") +
            f". Scoring took {score['seconds']:.0f} s.\n")


def found(score, key, title):
    """Planted ones, by one of their traits."""
    rows = [[title, "planted", "told of", "found", "not found", ""]]
    for word, one in score["alerts"][key].items():
        without = key == "kinds" and word not in ("listed", "look-alike") and not score["alerts"]["rules"]
        rows.append([word, f"{one['planted']:,}", f"{one['told']:,}"] +
                    (["no rule looks for these yet", "", ""] if without else
                     [f"{one['found']:,}", f"{one['told'] - one['found']:,}", percent(one["found"], one["told"])]))
    return table(*rows)


def quality(score):
    one, told = score["alerts"], score["presence"]["told"]
    wrong = {"look-alikes": one["false_look_alikes"], "namesakes": one["false_namesakes"],
             "others": one["false_others"]}
    return table(
        ["the world's list", ""], ["found, missed", f"{one['found']:,}, {one['missed']:,}"],
        ["false", ", ".join(f"{count:,} {name}" for name, count in wrong.items())],
        ["precision, recall", f"{percent(one['found'], one['found'] + sum(wrong.values()))}, "
                              f"{percent(one['found'], one['found'] + one['missed'])}"],
        ["hits per 1,000 persons", f"{1000 * one['alerts'] / told:.2f}" if told else "-"])


def times(name, score):
    one = score["message_to_alert"]
    return [name, f"{one['count']:,}", *(f"{one[key] / 1000:,.1f}" for key in ("p50", "p99", "max"))]


def alert_times(live, main):
    """What it measures is score-against's own word."""
    return table(["message to alert by score-against, ms", "alerts", "p50", "p99", "most"],
                 times("at 1,000 persons/s, one in a hundred of them listed", live),
                 times("played as fast as it is taken", main)) + (
                     f"\nIn this table: {live['message_to_alert']['measures'].removeprefix('microseconds ')}.\n")


def tables(score):
    return [presence(score), strangers(score), quality(score), found(score, "kinds", "by what was planted"),
            found(score, "cultures", "the listed, by culture"), found(score, "scripts", "the listed, by script"),
            found(score, "spellings", "the listed, by how the name was changed")]
