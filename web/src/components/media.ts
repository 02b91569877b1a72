/* What the screen is like. */
import { useEffect, useState } from "preact/hooks";

function useMedia(query: string): boolean {
    const [matches, setMatches] = useState(() => matchMedia(query).matches);
    useEffect(() => {
        const media = matchMedia(query);
        const changed = () => setMatches(media.matches);
        changed();
        media.addEventListener("change", changed);
        return () => media.removeEventListener("change", changed);
    }, [query]);
    return matches;
}

export const usePhone = (): boolean => useMedia("(max-width: 760px)");

/* On paper a table has all its rows. */
export const usePrinting = (): boolean => useMedia("print");
