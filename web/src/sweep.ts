/* "Swept": somebody went through the whole flight. Shown at once, undone by `u`. */
import { call } from "./api";
import type { Flight, SweepState } from "./contract";
import { perform } from "./deeds";
import { t } from "./i18n";
import { say } from "./said";
import { session } from "./session";
import { now } from "./time";

export type Swept = Pick<Flight, "id" | "swept" | "etag">;
type Show = (next: Swept) => void;

function send(flight: Swept, on: boolean, show: Show): Promise<SweepState | undefined> {
    return perform<SweepState>({
        send: (key) => call<SweepState>(on ? "PUT" : "DELETE", `/flights/${flight.id}/sweep`, { etag: flight.etag, key }),
        done: (state) => show({ id: flight.id, swept: state.swept, etag: state.etag }),
        failed: () => show({ id: flight.id, swept: flight.swept, etag: flight.etag }),
    });
}

export function setSwept(flight: Flight, show: Show): void {
    const on = flight.swept === null;
    const name = `${flight.carrier}${flight.number}`;
    const by = session.peek()?.account?.name ?? "";
    show({ id: flight.id, swept: on ? { at: new Date(now.peek()).toISOString(), by } : null, etag: flight.etag });
    const sent = send(flight, on, show);
    say({
        text: on ? t("said.swept", { flight: name }) : t("said.unswept", { flight: name }),
        undo: () => {
            show({ id: flight.id, swept: flight.swept, etag: flight.etag });
            void sent.then((state) => state && send({ id: flight.id, swept: state.swept, etag: state.etag }, !on, show));
        },
        under: sent,
    });
}
