/* One stream a browser: every tab is a port of this shared worker. */
import { Stream, type FromStream, type ToStream } from "./stream";

const ports = new Set<MessagePort>();
const stream = new Stream((what: FromStream) => {
    for (const port of ports) port.postMessage(what);
});

addEventListener("connect", (event) => {
    const port = (event as MessageEvent).ports[0]!;
    ports.add(port);
    port.onmessage = (message: MessageEvent<ToStream | "bye">) => {
        if (message.data !== "bye") return stream.hear(message.data);
        ports.delete(port);
        if (ports.size === 0) stream.hear("close");
    };
    port.postMessage({ kind: "state", state: stream.state } satisfies FromStream);
});
