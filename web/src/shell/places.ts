/* The places of the rail: who may ask for `operation` sees it. */
import type { Key } from "../i18n";

interface RailPlace {
    path: string;
    words: Key;
    operation: string;
    icon: string;
    key: string;
}

export const railPlaces: RailPlace[] = [
    { path: "/alerts", words: "place.alerts", operation: "listAlerts", icon: "M10 3.2 17 16H3ZM10 8v4M10 13.8v.3", key: "a" },
    { path: "/flights", words: "place.flights", operation: "listFlights", icon: "M3 11l14-6-4 12-3-5Z", key: "f" },
    { path: "/lists", words: "place.lists-short", operation: "listLists", icon: "M7.5 5H17M7.5 10H17M7.5 15h5M3 5h1M3 10h1M3 15h1M14 15l1.5 1.5L18 13.5", key: "w" },
    { path: "/messages", words: "place.messages", operation: "listMessages", icon: "M3 5h14v10H3ZM3 5.5l7 5.5 7-5.5", key: "m" },
    { path: "/sources", words: "place.sources", operation: "listSources", icon: "M10 10.5v6M6.5 16.5h7M10 8.8a1.3 1.3 0 1 0 0-.1M6.8 12a4.5 4.5 0 0 1 0-6.4M13.2 5.6a4.5 4.5 0 0 1 0 6.4M4.4 14a7.6 7.6 0 0 1 0-10.4M15.6 3.6a7.6 7.6 0 0 1 0 10.4", key: "s" },
    { path: "/load", words: "place.load-short", operation: "tryFiles", icon: "M10 13V4M6.5 7.5 10 4l3.5 3.5M4 13v3h12v-3", key: "l" },
    { path: "/links", words: "place.links-short", operation: "listLinks", icon: "M8.5 11.5a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-1 1M11.5 8.5a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l1-1", key: "k" },
    { path: "/accounts", words: "place.accounts", operation: "listAccounts", icon: "M8 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2.5 16.5c0-5 11-5 11 0M13 4a2.8 2.8 0 0 1 0 5.3M15 12c1.7.7 2.6 2.2 2.6 4.5", key: "u" },
];
