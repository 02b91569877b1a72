/* The page for who has an upload link, at a listener of its own: no account, no session, nothing of others. The secret
 * stands behind the address's '#', which is never sent as part of it, and goes with each request as a header. */
import { render } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { call, get, link, newKey, problemOf, type Problem } from "./api";
import { Form } from "./components/form";
import { Moment } from "./components/marks";
import { Rhumbs, Rose } from "./components/rose";
import { Bars, Empty, Fault } from "./components/states";
import { Understood } from "./components/understood";
import { Zone } from "./components/zone";
import type { Upload, UploadFile, UploadReceipt } from "./contract";
import { language, startingLocale, t, T, useLocale } from "./i18n";
import { startTheme } from "./settings";
import { LocaleOptions, setLocale } from "./shell/locale";
import { download, emptyTemplate } from "./template";
import { PersonForm } from "./upload-form";

/* ---- adding ---- */

function Add({ upload, busy, take }: { upload: Upload; busy: boolean; take: (files: File[]) => void }) {
    const input = useRef<HTMLInputElement>(null);
    const what = t("upload.what", { size: Math.floor(upload.most_bytes / (1 << 20)) });
    return (
        <Zone title={t("upload.drop")} what={what} after={t("upload.template-help")} busy={busy} take={take} input={input}>
            <button type="button" class="button" onClick={() => download(emptyTemplate(), "passengers.csv")}>{t("upload.template")}</button>
        </Zone>
    );
}

function Added({ file, remove }: { file: UploadFile; remove: () => void }) {
    return (
        <section class="trial-file">
            <h3 class="line">
                <bdi class="strong">{file.name}</bdi> <small>{t("message.size-bytes", { count: file.size })}</small>
                <button type="button" class="button push" onClick={remove} aria-label={t("upload.remove-file", { name: file.name })}>{t("upload.remove")}</button>
            </h3>
            {file.other_flight ? <p class="notice bad" role="alert">{t("upload.other-flight")}</p> : null}
            <Understood reading={file} />
        </section>
    );
}

/* ---- the state of it ---- */

function useFiles(most: number) {
    const [files, setFiles] = useState<UploadFile[]>([]);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const take = async (chosen: File[]) => {
        setBusy(true);
        setProblem(null);
        try {
            for (const file of chosen.slice(0, most)) {
                const added = await call<UploadFile>("POST", "/upload/files", { file, type: "application/octet-stream", query: { name: file.name.slice(0, 200) } });
                setFiles((before) => [...before, added].slice(-most));
            }
            return true;
        } catch (error) {
            setProblem(problemOf(error));
            return false;
        } finally {
            setBusy(false);
        }
    };
    const remove = (file: UploadFile) => {
        setFiles((before) => before.filter((one) => one.id !== file.id));
        call<void>("DELETE", `/upload/files/${file.id}`).catch(() => undefined);
    };
    return { files, problem, busy, take, remove };
}

function useWarning(unsent: boolean): void {
    useEffect(() => {
        if (!unsent) return;
        const warn = (event: Event) => event.preventDefault();
        addEventListener("beforeunload", warn);
        return () => removeEventListener("beforeunload", warn);
    }, [unsent]);
}

/* The same key until there is a receipt: what was sent twice because an answer was lost is kept once. */
function Sending({ files, done }: { files: UploadFile[]; done: (receipt: UploadReceipt) => void }) {
    const [key] = useState(newKey);
    const persons = files.reduce((sum, file) => sum + file.count, 0);
    const unclear = files.some((file) => file.outcome !== "full");
    const wrong = files.some((file) => file.other_flight);
    const send = () => call<UploadReceipt>("POST", "/upload/send", { body: { files: files.map((file) => file.id) }, key }).then(done);
    return (
        <Form send={send} action={t("upload.send")} ready={!wrong} aside={<span class="quiet">{t("upload.sum", { files: files.length, persons })}</span>}>
            {unclear && !wrong ? <p class="notice">{t("upload.unclear")}</p> : null}
        </Form>
    );
}

function HandIn({ upload, done }: { upload: Upload; done: (receipt: UploadReceipt) => void }) {
    const { files, problem, busy, take, remove } = useFiles(upload.most_files);
    useWarning(files.length > 0);
    return (
        <div class="stack">
            <Add upload={upload} busy={busy} take={(chosen) => void take(chosen)} />
            <PersonForm flight={upload.flight} busy={busy} take={(file) => take([file])} />
            <div aria-live="polite">{problem ? <Fault problem={problem} /> : null}</div>
            {files.length > 0 ? (
                <>
                    <h2>{t("upload.added")}</h2>
                    {files.map((file) => <Added key={file.id} file={file} remove={() => remove(file)} />)}
                    <Sending key={files.map((file) => file.id).join()} files={files} done={done} />
                </>
            ) : <p class="quiet">{t("upload.nothing-yet")}</p>}
        </div>
    );
}

/* ---- the receipt ---- */

function Receipt({ receipt }: { receipt: UploadReceipt }) {
    const heading = useRef<HTMLHeadingElement>(null);
    useEffect(() => heading.current?.focus(), []);
    return (
        <section class="receipt stack">
            <h2 ref={heading} tabIndex={-1}>{t("upload.received")}</h2>
            <dl class="receipt-facts">
                <div><dt>{t("upload.receipt-number")}</dt><dd><bdi class="code strong">{receipt.number}</bdi></dd></div>
                <div><dt>{t("upload.receipt-at")}</dt><dd><Moment at={receipt.at} /></dd></div>
                <div><dt>{t("place.messages")}</dt><dd><bdi class="code">{receipt.messages.join(", ")}</bdi></dd></div>
            </dl>
            {receipt.files.length > 0 ? (
                <ul class="receipt-files">
                    {receipt.files.map((file) => (
                        <li key={file.message}>
                            <bdi class="strong">{file.name}</bdi> <small>{t("message.size-bytes", { count: file.size })}</small>
                            <br /><small class="code">{`SHA-256 ${file.sha256}`}</small>
                        </li>
                    ))}
                </ul>
            ) : null}
            <p>{t("upload.receipt-keep")}</p>
            <p class="quiet">{t("upload.receipt-more")}</p>
            <p class="line no-print"><button type="button" class="button" onClick={() => print()}>{t("upload.print")}</button></p>
        </section>
    );
}

/* ---- the page ---- */

function About({ upload }: { upload: Upload }) {
    return (
        <div class="stack">
            <h1>{t("upload.title")}</h1>
            <p class="lead"><T k="upload.for" agency={<b><bdi>{upload.agency}</bdi></b>} source={<b><bdi>{upload.source}</bdi></b>} /></p>
            {upload.flight ? <p><T k="upload.flight" flight={<b><bdi>{upload.flight}</bdi></b>} /></p> : null}
            {upload.state === "open" ? <p class="quiet"><T k="upload.until" until={<Moment at={upload.expires_at} />} /></p> : null}
        </div>
    );
}

function Body() {
    const [upload, setUpload] = useState<Upload | null>(null);
    const [receipt, setReceipt] = useState<UploadReceipt | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const load = () => {
        setProblem(null);
        get<Upload>("/upload").then(setUpload, (error: unknown) => setProblem(problemOf(error)));
    };
    useEffect(() => {
        if (link.secret) load();
    }, []);
    if (!link.secret) return <Empty whole title={t("upload.no-link")}><p>{t("upload.no-link-help")}</p></Empty>;
    if (problem) return <Fault problem={problem} {...(problem.passing ? { again: load } : {})} />;
    if (!upload) return <Bars />;
    const shown = receipt ?? upload.receipt;
    return (
        <>
            <About upload={shown ? { ...upload, state: "used" } : upload} />
            {shown ? <Receipt receipt={shown} /> : <HandIn upload={upload} done={setReceipt} />}
        </>
    );
}

function Page() {
    const words = language.value;
    useEffect(() => {
        document.title = t("title", { page: t("upload.title") });
    }, [words]);
    return (
        <div class="upload-frame">
            <Rhumbs />
            <header class="upload-head no-print">
                <span class="mark"><Rose size={28} /> {t("product")}</span>
                <select aria-label={t("menu.language")} value={words.name} onChange={(event) => setLocale(event.currentTarget.value)}><LocaleOptions /></select>
            </header>
            <main class="upload-page stack" id="main"><Body /></main>
            <footer class="upload-foot quiet no-print">{t("upload.private")}</footer>
        </div>
    );
}

async function start(): Promise<void> {
    link.secret = location.hash.slice(1);
    startTheme();
    await useLocale(startingLocale());
    /* Another link in the same tab: only what stands behind the '#' changes. */
    addEventListener("hashchange", () => location.reload());
    render(<Page />, document.getElementById("app")!);
}

void start();
