"""Accounts by the command line: through the running system and without it, and what the audit says."""
import sqlite3

import harness


class Accounts(harness.Scenario):
    def check_audit(self, system, code, rows):
        done = system.command("audit", "verify", "--json")
        self.assertEqual(done.code, code, done.err)
        self.assertIn(f'"rows":{rows},', done.out)

    def states(self, system):
        return {line["user"]: (line["role"], line["state"]) for line in system.lines("user", "list")}

    def test_accounts(self):
        system = self.system().start()
        self.assertIn("no account", system.must("user", "list"))
        first = system.lines("user", "first")[0]
        self.assertEqual(first["user"], "admin")
        self.assertRegex(first["password"], r"^([a-z2-9]{5}-){3}[a-z2-9]{5}$")
        self.assertEqual(system.command("user", "first").code, 1)
        added = system.lines("user", "add", "Nigora", "--role", "analyst", "--full-name", "Nigora K.")
        self.assertEqual(added[0]["user"], "nigora")
        self.assertEqual(self.states(system), {"admin": ("administrator", "one-time password"),
                                               "nigora": ("analyst", "one-time password")})
        for words, code in ((("add", "nigora", "--role", "dpo"), 1), (("add", "x"), 2),
                            (("add", "x", "--role", "king"), 2), (("reset", "nobody"), 3),
                            (("add", "a b", "--role", "dpo"), 1), (("disable", "admin"), 1)):
            self.assertEqual(system.command("user", *words).code, code, words)
        system.must("user", "disable", "nigora")
        self.assertEqual(self.states(system)["nigora"][1], "disabled")
        system.kill()

        # the same without the system, by the command itself
        system.must("user", "enable", "nigora")
        again = system.lines("user", "reset", "nigora")[0]
        self.assertNotEqual(again["password"], added[0]["password"])
        self.assertEqual(self.states(system)["nigora"][1], "one-time password")
        with sqlite3.connect(system.path("authored", "audit.db")) as audit:
            rows = audit.execute("SELECT account, role, action FROM audit ORDER BY n").fetchall()
        self.assertTrue(all(account.startswith("@") and role == "owner"
                            for account, role, _ in rows))
        self.assertEqual([action for _, _, action in rows][-3:],
                         ["changeAccount", "changeAccount", "resetAccount"])
        self.check_audit(system, 0, len(rows))

        # a row that somebody changed is found, and one that was taken from the end stops all work
        with sqlite3.connect(system.path("authored", "audit.db")) as audit:
            audit.execute("UPDATE audit SET account = '@other' WHERE n = 3")
        self.check_audit(system, 4, 2)
        with sqlite3.connect(system.path("authored", "audit.db")) as audit:
            audit.execute("DELETE FROM audit WHERE n = ?", (len(rows),))
        done = system.command("user", "enable", "nigora")
        self.assertEqual(done.code, 1)
        self.assertIn("backup", done.err)


if __name__ == "__main__":
    harness.main()
