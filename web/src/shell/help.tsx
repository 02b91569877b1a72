/* All keys that are heard now, the page's own first. */
import { Dialog } from "../components/dialog";
import { KeyCap } from "../components/marks";
import { t } from "../i18n";
import { layers, type Binding } from "../keys";
import { letterKeys } from "../settings";

function once(bindings: Binding[]): Map<string, string[]> {
    const result = new Map<string, string[]>();
    for (const one of bindings) {
        const words = t(one.words);
        result.set(words, [...new Set([...(result.get(words) ?? []), one.key])]);
    }
    return result;
}

export function KeysHelp({ close }: { close: () => void }) {
    const all = layers.peek().filter((layer) => !layer.modal).flatMap((layer) => layer.bindings).reverse();
    return (
        <Dialog title={t("keys.title")} close={close}>
            <dl class="keys-list">
                {[...once(all)].map(([words, keys]) => (
                    <>
                        <dt>{keys.map((key) => <KeyCap key={key} k={key} />)}</dt>
                        <dd>{words}</dd>
                    </>
                ))}
            </dl>
            <label class="line">
                <input type="checkbox" checked={letterKeys.value === "on"} onChange={(event) => { letterKeys.value = event.currentTarget.checked ? "on" : "off"; }} />
                {t("keys.letters")}
            </label>
        </Dialog>
    );
}
