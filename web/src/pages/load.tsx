/* Load my file: a button first; dropping and pasting are extra. Nothing is kept until somebody says so. */
import { useEffect, useRef, useState } from "preact/hooks";
import { call, problemOf, type Problem } from "../api";
import { KeyCap, Moment } from "../components/marks";
import { Fault } from "../components/states";
import { Zone } from "../components/zone";
import type { Issue, Kept, Trial, TrialFile } from "../contract";
import { perform } from "../deeds";
import { number, t, T, word } from "../i18n";
import { useKeys } from "../keys";
import { go, useTitle } from "../router";
import { say } from "../said";
import { Tell, told } from "../told";
import { TableFile } from "./load-table";
import { Outcome } from "./message";

/* One file goes as it is, several as a form. */
async function send(files: File[]): Promise<Trial> {
    const [only] = files;
    if (files.length === 1 && only) {
        const zip = /\.zip$/i.test(only.name);
        return call<Trial>("POST", "/trials", { file: only, type: zip ? "application/zip" : "application/octet-stream", query: { name: only.name.slice(0, 200) } });
    }
    const form = new FormData();
    for (const file of files) form.append("file", file, file.name);
    return call<Trial>("POST", "/trials", { file: form });
}

function pastedFiles(event: ClipboardEvent): File[] {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length > 0) return files;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    return text.trim() === "" ? [] : [new File([text], t("load.pasted"), { type: "text/plain" })];
}

function usePaste(take: (files: File[]) => void): void {
    useEffect(() => {
        const paste = (event: ClipboardEvent) => {
            if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
            const files = pastedFiles(event);
            if (files.length === 0) return;
            event.preventDefault();
            take(files);
        };
        document.addEventListener("paste", paste);
        return () => document.removeEventListener("paste", paste);
    }, []);
}

export function DropZone({ take, busy }: { take: (files: File[]) => void; busy: boolean }) {
    const input = useRef<HTMLInputElement>(null);
    usePaste(take);
    useKeys([{ key: "o", words: "keys.load", run: () => input.current?.click(), foot: true }], []);
    return (
        <Zone title={t("load.drop")} what={t("load.what")} after={t("load.next")} busy={busy} take={take} input={input} cap={<> <KeyCap k="o" /></>}>
            <span class="quiet"><T k="load.or-paste" key_v={<kbd>{t("load.paste-key")}</kbd>} /></span>
        </Zone>
    );
}

function IssueList({ issues }: { issues: Issue[] }) {
    if (issues.length === 0) return <p class="quiet">{t("message.no-issues")}</p>;
    return (
        <ul class="issues">
            {issues.slice(0, 50).map((issue, i) => (
                <li key={i} class={`issue ${issue.severity}`}>
                    <b>{word("issue-severity", issue.severity)}</b> <Tell all={told("issue", issue.code, issue.text)} />{" "}
                    <small class="code">{issue.segment ? `${issue.segment} · ` : ""}{issue.code} · {issue.begin}</small>
                </li>
            ))}
            {issues.length > 50 ? <li class="quiet">{t("load.more-issues", { count: issues.length - 50 })}</li> : null}
        </ul>
    );
}

function FileResult({ file }: { file: TrialFile }) {
    return (
        <section class="trial-file">
            <h2 class="section-title"><bdi>{file.name}</bdi> <small>{t("message.size-bytes", { count: file.size })}</small> <Outcome outcome={file.outcome} /></h2>
            {file.messages.length > 0 ? (
                <table class="plain">
                    <thead><tr><th scope="col">{t("load.message")}</th><th scope="col">{t("message.outcome")}</th><th scope="col">{t("column.flight")}</th><th scope="col">{t("flight.departure")}</th><th scope="col" class="end">{t("column.persons")}</th><th scope="col" class="end">{t("load.bookings")}</th></tr></thead>
                    <tbody>
                        {file.messages.map((one, i) => (
                            <tr key={i}>
                                <td><bdi class="code">{one.type || "–"}</bdi> <small>{word("source", one.kind)}</small></td>
                                <td><Outcome outcome={one.outcome} /></td>
                                <td><bdi>{one.flight || "–"}</bdi></td>
                                <td><bdi>{one.departure.replace("T", " ") || "–"}</bdi></td>
                                <td class="end">{number(one.travellers)}</td>
                                <td class="end">{number(one.bookings)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            ) : <p class="quiet">{t("load.nothing-in-it")}</p>}
            <IssueList issues={file.issues} />
        </section>
    );
}

/* No message yet, but rows and columns: a profile is wanting. */
const wantsProfile = (file: TrialFile) => file.table && !file.messages.some((one) => one.type === "TABLE");

function totals(trial: Trial) {
    const all = trial.files.flatMap((file) => file.messages);
    return {
        files: trial.files.length,
        messages: all.length,
        persons: all.reduce((sum, one) => sum + one.travellers, 0),
        tables: trial.files.filter(wantsProfile).length,
        unread: trial.files.filter((file) => file.outcome === "quarantined" && !wantsProfile(file)).length,
    };
}

export function Result({ trial, leave }: { trial: Trial; leave: () => void }) {
    const sum = totals(trial);
    const keep = () => {
        void perform<Kept>({
            send: (key) => call<Kept>("POST", `/trials/${trial.id}/keep`, { key }),
            done: (kept) => {
                say({ text: t("said.kept", { count: kept.messages.length }) });
                go(kept.messages.length === 1 ? `/messages/${kept.messages[0]}` : "/messages");
            },
        });
    };
    const discard = () => {
        leave();
        void perform<void>({ send: (key) => call<void>("DELETE", `/trials/${trial.id}`, { key }), done: () => say({ text: t("said.discarded") }) });
    };
    useKeys([
        { key: "K", words: "keys.keep", run: keep, foot: true },
        { key: "X", words: "keys.discard", run: discard, foot: true },
    ], [trial.id]);
    return (
        <div class="stack">
            <div class="notice good">
                {sum.tables < sum.files ? <p><b>{t("load.understood", { messages: sum.messages, files: sum.files - sum.tables, persons: sum.persons })}</b></p> : null}
                {sum.tables > 0 ? <p>{t("load.tables", { count: sum.tables })}</p> : null}
                {sum.unread > 0 ? <p>{t("load.unread", { count: sum.unread })}</p> : null}
                <p class="quiet"><T k="load.not-kept" until={<Moment at={trial.expires_at} />} /></p>
            </div>
            <p class="line">
                <button type="button" class="button main-action" onClick={keep}>{t("load.keep")} <KeyCap k="K" /></button>
                <button type="button" class="button" onClick={discard}>{t("load.discard")} <KeyCap k="X" /></button>
            </p>
            {trial.files.map((file, i) => (wantsProfile(file)
                ? <TableFile key={i} trial={trial.id} place={i} file={file} otherwise={<FileResult file={file} />} />
                : <FileResult key={i} file={file} />))}
        </div>
    );
}

export function useTrial() {
    const [trial, setTrial] = useState<Trial | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const take = (files: File[]) => {
        setBusy(true);
        setProblem(null);
        send(files)
            .then(setTrial)
            .catch((error: unknown) => setProblem(problemOf(error)))
            .finally(() => setBusy(false));
    };
    return { trial, problem, busy, take, leave: () => setTrial(null) };
}

export function Load() {
    useTitle(t("place.load"));
    const { trial, problem, busy, take, leave } = useTrial();
    return (
        <div class="narrow-page stack">
            <h1>{t("place.load")}</h1>
            {problem ? <Fault problem={problem} /> : null}
            {trial ? <Result trial={trial} leave={leave} /> : <DropZone take={take} busy={busy} />}
        </div>
    );
}
