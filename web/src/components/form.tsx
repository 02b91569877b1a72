/* Fields and forms. A field says its own error; the form says what stands against the whole. */
import type { ComponentChildren } from "preact";
import { useId, useState } from "preact/hooks";
import { problemOf, type Problem } from "../api";
import { t } from "../i18n";
import { Fault } from "./states";

interface FieldProps {
    label: string;
    value: string;
    set: (value: string) => void;
    type?: "text" | "password" | "date";
    help?: string;
    wrong?: string | undefined;
    autocomplete?: string;
    focus?: boolean;
    required?: boolean;
    minLength?: number;
    pattern?: string;
    inputMode?: "numeric" | "text";
    mono?: boolean;
    long?: boolean;
    spellcheck?: boolean;
}

export function Field(props: FieldProps) {
    const id = useId();
    const about = [props.help ? `${id}-help` : "", props.wrong ? `${id}-wrong` : ""].join(" ").trim();
    const common = {
        id,
        class: `input ${props.mono ? "code" : ""}`,
        value: props.value,
        required: props.required ?? false,
        autofocus: props.focus ?? false,
        spellcheck: props.spellcheck ?? false,
        autocapitalize: "none" as const,
        autocomplete: props.autocomplete ?? "off",
        "aria-invalid": props.wrong ? true : undefined,
        "aria-describedby": about || undefined,
        ref: (element: HTMLElement | null) => {
            if (props.focus && element && !element.dataset["seen"]) {
                element.dataset["seen"] = "1";
                element.focus();
            }
        },
        onInput: (event: Event) => props.set((event.currentTarget as HTMLInputElement).value),
    };
    return (
        <div class="field">
            <label for={id}>{props.label}</label>
            {props.long ? (
                <textarea {...common} rows={4} />
            ) : (
                <input {...common} {...({ type: props.type ?? "text" } as object)} minLength={props.minLength} pattern={props.pattern} inputMode={props.inputMode} />
            )}
            {props.help ? <p class="help" id={`${id}-help`}>{props.help}</p> : null}
            {props.wrong ? <p class="wrong" id={`${id}-wrong`}>{props.wrong}</p> : null}
        </div>
    );
}

export function Choice({ label, value, set, options, help }: { label: string; value: string; set: (value: string) => void; options: [string, string][]; help?: string }) {
    const id = useId();
    return (
        <div class="field">
            <label for={id}>{label}</label>
            <select id={id} value={value} onChange={(event) => set(event.currentTarget.value)}>
                {options.map(([code, words]) => (
                    <option key={code} value={code}>{words}</option>
                ))}
            </select>
            {help ? <p class="help">{help}</p> : null}
        </div>
    );
}

/* Sends once at a time; a refusal stands above the button, in words. */
export function Form({ send, action, children, ready = true, aside }: { send: () => Promise<unknown>; action: string; children: ComponentChildren; ready?: boolean; aside?: ComponentChildren }) {
    const [problem, setProblem] = useState<Problem | null>(null);
    const [busy, setBusy] = useState(false);
    const submit = (event: Event) => {
        event.preventDefault();
        if (busy) return;
        setBusy(true);
        setProblem(null);
        send()
            .catch((error: unknown) => setProblem(problemOf(error)))
            .finally(() => setBusy(false));
    };
    return (
        <form onSubmit={submit}>
            {children}
            {problem ? <Fault problem={problem} /> : null}
            <div class="line">
                <button type="submit" class="button main-action" disabled={!ready || busy}>{busy ? t("action.busy") : action}</button>
                {aside}
            </div>
        </form>
    );
}
