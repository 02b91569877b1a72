/* Before the pages: sign in, first password, second factor; and the veil of a locked session. */
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Field, Form } from "../components/form";
import { Rhumbs, Rose } from "../components/rose";
import { Bars, Fault } from "../components/states";
import { problemOf, type Problem } from "../api";
import type { Enrolled } from "../contract";
import { language, t, T } from "../i18n";
import { useKeys } from "../keys";
import { beginEnrolment, changePassword, finishEnrolment, prove, session, signIn, signOut, unlock, wasOpen } from "../session";
import { LocaleOptions, setLocale } from "./locale";

function SignIn() {
    const [name, setName] = useState(wasOpen.peek() ?? "");
    const [password, setPassword] = useState("");
    /* Where to begin is settled once: the focus must not run away from who types. */
    const [known] = useState(name !== "");
    return (
        <Form send={() => signIn(name.trim(), password)} action={t("gate.sign-in")} ready={name !== "" && password !== ""}>
            <h1>{wasOpen.peek() ? t("gate.again") : t("gate.sign-in")}</h1>
            {wasOpen.peek() ? <p class="quiet">{t("gate.again-help")}</p> : null}
            <Field label={t("gate.name")} value={name} set={setName} autocomplete="username" focus={!known} required />
            <Field label={t("gate.password")} value={password} set={setPassword} type="password" autocomplete="current-password" focus={known} required />
        </Form>
    );
}

/* Three words against one: the new one is typed twice, since nobody can read it. */
export function NewPassword({ first, done }: { first: boolean; done?: () => void }) {
    const [present, setPresent] = useState("");
    const [fresh, setFresh] = useState("");
    const [twice, setTwice] = useState("");
    const differs = twice !== "" && fresh !== twice;
    const short = fresh !== "" && fresh.length < 12;
    return (
        <Form send={() => changePassword(present, fresh).then(() => done?.())} action={t("gate.set-password")} ready={!differs && fresh.length >= 12 && twice !== ""}>
            <h1>{t("gate.new-password")}</h1>
            {first ? <p class="quiet">{t("gate.new-password-help")}</p> : null}
            <Field label={first ? t("gate.one-time-password") : t("gate.present-password")} value={present} set={setPresent} type="password" autocomplete="current-password" focus required />
            <Field label={t("gate.fresh-password")} value={fresh} set={setFresh} type="password" autocomplete="new-password" help={t("gate.password-rule")} wrong={short ? t("gate.password-short", { count: 12 - fresh.length }) : undefined} required minLength={12} />
            <Field label={t("gate.once-more")} value={twice} set={setTwice} type="password" autocomplete="new-password" wrong={differs ? t("gate.password-differs") : undefined} required />
        </Form>
    );
}

function CodeField({ value, set, focus = true }: { value: string; set: (value: string) => void; focus?: boolean }) {
    return <Field label={t("gate.code")} value={value} set={(text) => set(text.replace(/\D/g, "").slice(0, 6))} inputMode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" mono focus={focus} required />;
}

function Prove() {
    const [code, setCode] = useState("");
    return (
        <Form send={() => prove(code).finally(() => setCode(""))} action={t("gate.prove")} ready={code.length === 6}>
            <h1>{t("gate.second-factor")}</h1>
            <p class="quiet">{t("gate.prove-help")}</p>
            <CodeField value={code} set={setCode} />
        </Form>
    );
}

type Drawn = { size: number; path: string };

/* Drawn here: the secret goes to nobody. */
async function draw(text: string): Promise<Drawn> {
    const { default: qrcode } = await import("qrcode-generator");
    const code = qrcode(0, "M");
    code.addData(text);
    code.make();
    const size = code.getModuleCount();
    let path = "";
    for (let y = 0; y < size; y++) {
        for (let x = 0; x < size; x++) if (code.isDark(y, x)) path += `M${x} ${y}h1v1h-1z`;
    }
    return { size, path };
}

function Qr({ uri }: { uri: string }) {
    const [drawn, setDrawn] = useState<Drawn | null>(null);
    useEffect(() => {
        draw(uri).then(setDrawn, () => setDrawn(null));
    }, [uri]);
    if (!drawn) return <div class="qr" />;
    return (
        <svg class="qr" role="img" aria-label={t("gate.qr")} viewBox={`-2 -2 ${drawn.size + 4} ${drawn.size + 4}`} shape-rendering="crispEdges">
            <path d={drawn.path} fill="currentColor" />
        </svg>
    );
}

function Enrol() {
    const [secret, setSecret] = useState<Enrolled | null>(null);
    const [problem, setProblem] = useState<Problem | null>(null);
    const [code, setCode] = useState("");
    const begin = () => {
        setProblem(null);
        beginEnrolment().then(setSecret, (error: unknown) => setProblem(problemOf(error)));
    };
    useEffect(begin, []);
    if (problem) return <div class="card"><Fault problem={problem} again={begin} /></div>;
    if (!secret?.secret || !secret.uri) return <div class="card"><Bars /></div>;
    return (
        <Form send={() => finishEnrolment(code).finally(() => setCode(""))} action={t("gate.prove")} ready={code.length === 6}>
            <h1>{t("gate.enrol")}</h1>
            <p class="quiet">{t("gate.enrol-help")}</p>
            <Qr uri={secret.uri} />
            <p><T k="gate.enrol-text" secret={<bdi class="secret">{secret.secret.replace(/(.{4})(?=.)/g, "$1 ")}</bdi>} /></p>
            <CodeField value={code} set={setCode} focus={false} />
        </Form>
    );
}

function Unlock() {
    const [password, setPassword] = useState("");
    const name = session.value?.account?.display_name ?? "";
    return (
        <Form send={() => unlock(password).catch((error: unknown) => { setPassword(""); throw error; })} action={t("gate.unlock")} ready={password !== ""}
            aside={<button type="button" class="button text" onClick={() => void signOut().catch(() => undefined)}>{t("menu.sign-out")}</button>}>
            <h1>{t("gate.locked")}</h1>
            <p class="quiet"><T k="gate.locked-help" name={<b><bdi>{name}</bdi></b>} /></p>
            <Field label={t("gate.password")} value={password} set={setPassword} type="password" autocomplete="current-password" focus required />
        </Form>
    );
}

function Step() {
    switch (session.value?.state) {
        case "password-change":
            return <NewPassword first />;
        case "totp":
            return <Prove />;
        case "totp-enrol":
            return <Enrol />;
        case "locked":
            return <Unlock />;
        default:
            return <SignIn />;
    }
}

/* A dialog of the browser's own: it lies above every other that is open, and nothing under it is heard or reached. */
function Veil({ children }: { children: ComponentChildren }) {
    const element = useRef<HTMLDialogElement>(null);
    useKeys([], [], true);
    useLayoutEffect(() => {
        element.current?.showModal();
    }, []);
    return (
        <dialog ref={element} class="veil" aria-label={t("gate.locked")}
            onCancel={(event) => event.preventDefault()} onKeyDown={(event) => { if (event.key === "Escape") event.preventDefault(); }}
            onClose={() => element.current?.isConnected && element.current.showModal()}>
            <div class="gate">{children}</div>
        </dialog>
    );
}

export function Gate({ veil }: { veil: boolean }) {
    useEffect(() => {
        if (!veil) document.title = t("title", { page: t("gate.sign-in") });
    }, [veil]);
    const body = (
        <>
            <div class="mark"><Rose size={36} /> <span>{t("product")}</span></div>
            <Step key={session.value?.state} />
            <div class="aside">
                <span>{t("gate.whose")}{session.value?.own_certificate ? ` ${t("gate.certificate")}` : ""}</span>
                <select aria-label={t("menu.language")} value={language.value.name} onChange={(event) => setLocale(event.currentTarget.value)}><LocaleOptions /></select>
            </div>
        </>
    );
    if (veil) return <Veil>{body}</Veil>;
    return <div class="bare-frame"><Rhumbs /><main class="gate" id="main">{body}</main></div>;
}

export function Unreachable({ problem, retry }: { problem: Problem; retry: () => void }) {
    return (
        <div class="bare-frame">
            <Rhumbs />
            <main class="gate" id="main"><Fault problem={problem} again={retry} /></main>
        </div>
    );
}
