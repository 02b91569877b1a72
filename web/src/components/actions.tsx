/* What a person may do about an alert: one filled button, the rest is text with its key beside it. `c` waits for
 * the number of a reason. */
import { useEffect, useState } from "preact/hooks";
import type { DecisionCodeWord, Deadline } from "../contract";
import { closing, codes, has, loadCodes, type Decide } from "../decide";
import { t, word } from "../i18n";
import { useKeys, type Binding } from "../keys";
import { may } from "../session";
import { now } from "../time";
import { told } from "../told";
import { Dialog } from "./dialog";
import { Field } from "./form";
import { KeyCap } from "./marks";

/* With a note: for what a code alone does not say. */
function NoteDialog({ decide, close }: { decide: Decide; close: () => void }) {
    const [note, setNote] = useState("");
    const [code, setCode] = useState<DecisionCodeWord>("note");
    const done = () => {
        close();
        decide(code, note.trim());
    };
    const ready = code !== "note" || note.trim() !== "";
    return (
        <Dialog title={t("decide.with-note")} close={close} actions={
            <>
                <button type="button" class="button" onClick={close}>{t("action.cancel")}</button>
                <button type="button" class="button main-action" disabled={!ready} onClick={done}>{t("decide.do")}</button>
            </>
        }>
            <fieldset class="choices">
                <legend>{t("decide.what")}</legend>
                {codes.value.map((one) => (
                    <label key={one.code} class="line">
                        <input type="radio" name="code" checked={code === one.code} onChange={() => setCode(one.code)} />
                        {word("decision", one.code)}
                    </label>
                ))}
            </fieldset>
            <Field label={t("decide.note")} value={note} set={setNote} long focus help={t("decide.note-help")} spellcheck />
        </Dialog>
    );
}

function useActionKeys(decide: Decide | null, main: DecisionCodeWord, choosing: boolean, setChoosing: (on: boolean) => void, openNote: () => void): void {
    const bindings: Binding[] = [];
    if (decide) {
        bindings.push({ key: "r", words: "keys.refer", run: () => decide(main, ""), foot: true });
        bindings.push({ key: "c", words: "keys.clear", run: () => setChoosing(true), foot: true });
        bindings.push({ key: "o", words: "keys.note", run: openNote });
        if (choosing) {
            closing().forEach((one, i) => bindings.push({ key: String(i + 1), words: "keys.reason", run: () => { setChoosing(false); decide(one.code, ""); } }));
            bindings.push({ key: "Escape", words: "keys.leave-clear", run: () => setChoosing(false) });
        }
    }
    useKeys(bindings, [decide, main, choosing, codes.value]);
}

export function Actions({ decide, deadline, compact }: { decide: Decide | null; deadline: Deadline; compact?: boolean }) {
    const [choosing, setChoosing] = useState(false);
    const [noting, setNoting] = useState(false);
    useEffect(() => void loadCodes().catch(() => undefined), []);
    const landed = deadline.kind === "landing" && deadline.at !== null && Date.parse(deadline.at) < now.peek();
    const main: DecisionCodeWord = landed && has("locate") ? "locate" : "refer";
    useActionKeys(decide, main, choosing, setChoosing, () => setNoting(true));
    if (!may("decideAlert")) return <p class="quiet">{t("decide.not-yours")}</p>;
    return (
        <div class={`actions ${choosing ? "choosing" : ""}`}>
            <div class="line">
                <button type="button" class="button main-action" disabled={!decide} onClick={() => decide?.(main, "")}>
                    {main === "locate" ? t("decide.locate") : t("decide.refer")} <KeyCap k="r" />
                </button>
                <button type="button" class="button text push" disabled={!decide} onClick={() => setNoting(true)}>{t("decide.note-button")} <KeyCap k="o" /></button>
            </div>
            {compact && !choosing ? (
                <button type="button" class="button text" disabled={!decide} onClick={() => setChoosing(true)}>{t("decide.clear")} <KeyCap k="c" /></button>
            ) : (
                <>
                    <h2 class="section-title">{t("decide.clear")} <small>{choosing ? t("decide.clear-now") : t("decide.clear-help")}</small></h2>
                    <div class="codes">
                        {closing().map((one, i) => (
                            <button key={one.code} type="button" disabled={!decide} title={told("decision-help", one.code, one.words)[0]?.text} onClick={() => { setChoosing(false); decide?.(one.code, ""); }}>
                                <KeyCap k={String(i + 1)} /> {word("decision", one.code)}
                            </button>
                        ))}
                    </div>
                </>
            )}
            {noting && decide ? <NoteDialog decide={decide} close={() => setNoting(false)} /> : null}
        </div>
    );
}
