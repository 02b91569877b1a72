/* What a person does, done once. The screen shows it at once; the server confirms. A lost network, or a session that
 * ended meanwhile, is waited out and the very same request sent again, under the same key. */
import { effect, signal } from "@preact/signals";
import { newKey, Problem, problemOf } from "./api";
import { T } from "./i18n";
import { say } from "./said";
import { isOpen } from "./session";
import { Reason } from "./told";

interface Deed<T> {
    send: (key: string) => Promise<T>;
    done?: (result: T) => void;
    /* Take back what was shown. */
    failed?: (problem: Problem) => void;
}

export const waiting = signal(0);

/* The pause, unless the network or the session comes back before. */
function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
        const timer = setTimeout(finish, milliseconds);
        function finish(): void {
            clearTimeout(timer);
            removeEventListener("online", finish);
            resolve();
        }
        addEventListener("online", finish);
    });
}

function opened(): Promise<void> {
    return new Promise((resolve) => {
        const stop = effect(() => {
            if (isOpen.value) queueMicrotask(() => { stop(); resolve(); });
        });
    });
}

async function persist<T>(deed: Deed<T>, key: string): Promise<T> {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
        try {
            return await deed.send(key);
        } catch (error) {
            if (!(error instanceof Problem)) throw error;
            if (error.needsSession) await opened();
            else if (error.passing) await pause(Math.max(wait, error.wait * 1000));
            else throw error;
        }
    }
}

export async function perform<T>(deed: Deed<T>): Promise<T | undefined> {
    waiting.value++;
    try {
        const result = await persist(deed, newKey());
        deed.done?.(result);
        return result;
    } catch (error) {
        const problem = problemOf(error);
        deed.failed?.(problem);
        say({ text: <T k="said.failed" why={<Reason problem={problem} />} />, bad: true });
        return undefined;
    } finally {
        waiting.value--;
    }
}

export function startDeeds(): void {
    addEventListener("beforeunload", (event) => {
        if (waiting.peek() > 0) event.preventDefault();
    });
}
