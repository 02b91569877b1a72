/* Who may sign in: the administrator adds, changes, closes; a one-time password is shown once. */
import { useState } from "preact/hooks";
import { call, newKey, problemOf } from "../api";
import { Dialog } from "../components/dialog";
import { Choice, Field, Form } from "../components/form";
import { Grid, type Column } from "../components/grid";
import { KeyCap, Moment } from "../components/marks";
import { Fault } from "../components/states";
import type { Account, AccountChange, NewAccount, OneTimePassword, Role } from "../contract";
import { perform } from "../deeds";
import { locales, number, t, T, word } from "../i18n";
import { useKeys } from "../keys";
import { useLoad } from "../load";
import { place, setQuery, useTitle } from "../router";
import { say } from "../said";
import { Reason } from "../told";

const roles: Role[] = ["analyst", "supervisor", "officer", "dpo", "liaison", "administrator"];
const roleOptions = (): [string, string][] => roles.map((role) => [role, word("role", role)]);
const localeOptions = (): [string, string][] => Object.entries(locales).filter(([, one]) => !one.hidden).map(([name, one]) => [name, one.own]);

const columns: Column<Account>[] = [
    { id: "name", head: "accounts.name", cell: (row) => <bdi class="strong">{row.name}</bdi>, compare: (a, b) => a.name.localeCompare(b.name) },
    { id: "display", head: "accounts.display-name", cell: (row) => <bdi>{row.display_name}</bdi>, compare: (a, b) => a.display_name.localeCompare(b.display_name) },
    { id: "role", head: "accounts.role", cell: (row) => word("role", row.role), compare: (a, b) => a.role.localeCompare(b.role) },
    { id: "site", head: "accounts.site", cell: (row) => <bdi class="quiet">{row.site}</bdi> },
    { id: "state", head: "column.state", cell: (row) => word("account-state", row.state), compare: (a, b) => a.state.localeCompare(b.state) },
    { id: "factor", head: "accounts.factor", cell: (row) => (row.totp ? t("accounts.factor-on") : <span class="absent">{t("accounts.factor-off")}</span>) },
    { id: "used", head: "accounts.used", cell: (row) => (row.used_at ? <Moment at={row.used_at} /> : <span class="absent">{t("accounts.never")}</span>) },
];

function Add({ close, done }: { close: () => void; done: (made: OneTimePassword) => void }) {
    const [name, setName] = useState("");
    const [display, setDisplay] = useState("");
    const [role, setRole] = useState<string>("analyst");
    const [locale, setLocale] = useState("en");
    const [key] = useState(newKey);
    const bad = name !== "" && !/^[a-z][a-z0-9._-]{1,39}$/.test(name);
    const body: NewAccount = { name, display_name: display.trim(), role: role as Role, locale: locale as Account["locale"] };
    return (
        <Dialog title={t("accounts.add")} close={close} actions={<button type="button" class="button" onClick={close}>{t("action.cancel")}</button>}>
            <Form send={() => call<OneTimePassword>("POST", "/accounts", { body, key }).then(done)} action={t("accounts.add-do")} ready={name !== "" && !bad && display.trim() !== ""}>
                <div class="stack">
                    <Field label={t("accounts.name")} value={name} set={setName} focus required wrong={bad ? t("accounts.name-rule") : undefined} help={t("accounts.name-rule")} />
                    <Field label={t("accounts.display-name")} value={display} set={setDisplay} required />
                    <Choice label={t("accounts.role")} value={role} set={setRole} options={roleOptions()} help={word("role-help", role)} />
                    <Choice label={t("menu.language")} value={locale} set={setLocale} options={localeOptions()} />
                </div>
            </Form>
        </Dialog>
    );
}

function Edit({ account, close, done, reset }: { account: Account; close: () => void; done: (account: Account) => void; reset: () => void }) {
    const [display, setDisplay] = useState(account.display_name);
    const [role, setRole] = useState<string>(account.role);
    const [site, setSite] = useState(account.site);
    const send = (body: AccountChange) => call<Account>("PATCH", `/accounts/${account.name}`, { body, etag: account.etag }).then(done);
    const closed = account.state === "closed";
    return (
        <Dialog title={account.name} close={close} actions={
            <>
                <button type="button" class="button text" onClick={reset}>{t("accounts.reset")}</button>
                <button type="button" class="button danger" onClick={() => send({ closed: !closed }).catch((error: unknown) => say({ text: <Reason problem={problemOf(error)} />, bad: true }))}>
                    {closed ? t("accounts.reopen") : t("accounts.close")}
                </button>
                <button type="button" class="button push" onClick={close}>{t("action.cancel")}</button>
            </>
        }>
            <Form send={() => send({ display_name: display.trim(), role: role as Role, site: site.trim() })} action={t("accounts.save")} ready={display.trim() !== "" && site.trim() !== ""}>
                <div class="stack">
                    <Field label={t("accounts.display-name")} value={display} set={setDisplay} focus required />
                    <Choice label={t("accounts.role")} value={role} set={setRole} options={roleOptions()} help={word("role-help", role)} />
                    <Field label={t("accounts.site")} value={site} set={setSite} required />
                </div>
            </Form>
        </Dialog>
    );
}

function Password({ made, close }: { made: OneTimePassword; close: () => void }) {
    return (
        <Dialog title={t("accounts.password-title")} close={close} actions={<button type="button" class="button main-action" onClick={close}>{t("accounts.password-noted")}</button>}>
            <p><T k="accounts.password-for" name={<b><bdi>{made.account.name}</bdi></b>} /></p>
            <p class="notice"><bdi class="secret">{made.password}</bdi></p>
            <p class="quiet">{t("accounts.password-once")}</p>
        </Dialog>
    );
}

type Open = { kind: "add" } | { kind: "edit"; account: Account } | { kind: "password"; made: OneTimePassword } | null;

export function Accounts() {
    useTitle(t("place.accounts"));
    const query = place.value.query;
    const list = useLoad<{ items: Account[] }>("/accounts");
    const [open, setOpen] = useState<Open>(null);
    const close = () => setOpen(null);
    const made = (one: OneTimePassword) => {
        list.again();
        setOpen({ kind: "password", made: one });
    };
    const reset = (account: Account) => {
        void perform<OneTimePassword>({ send: (key) => call<OneTimePassword>("POST", `/accounts/${account.name}/reset`, { key }), done: made });
    };
    const changed = (account: Account) => {
        list.set((before) => ({ items: before.items.map((one) => (one.name === account.name ? account : one)) }));
        close();
        say({ text: t("said.account", { name: account.name }) });
    };
    useKeys([{ key: "a", words: "keys.add", run: () => setOpen({ kind: "add" }), foot: true }], []);
    if (list.problem) return <Fault problem={list.problem} again={list.again} />;
    const rows = list.data?.items;
    return (
        <div class="list">
            <div class="tools">
                <h1>{t("place.accounts")}</h1>
                {rows ? <span class="quiet">{number(rows.length)}</span> : null}
                <button type="button" class="button main-action push" onClick={() => setOpen({ kind: "add" })}>{t("accounts.add")} <KeyCap k="a" /></button>
            </div>
            <div />
            <Grid name="accounts" label={t("place.accounts")} columns={columns} rows={rows} slow={list.slow} idOf={(row) => row.name} chosen={query.get("at")}
                choose={(id) => setQuery({ at: id })} open={(account) => setOpen({ kind: "edit", account })} sort={query.get("sort")} setSort={(sort) => setQuery({ sort })}
                done={(row) => row.state === "closed"} openWords="keys.edit" />
            {open?.kind === "add" ? <Add close={close} done={made} /> : null}
            {open?.kind === "edit" ? <Edit account={open.account} close={close} done={changed} reset={() => reset(open.account)} /> : null}
            {open?.kind === "password" ? <Password made={open.made} close={close} /> : null}
        </div>
    );
}
