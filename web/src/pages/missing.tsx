/* No such page. */
import { Empty } from "../components/states";
import { t } from "../i18n";
import { place, useTitle } from "../router";

export function Missing() {
    useTitle(t("nowhere.title"));
    return (
        <Empty title={t("nowhere.title")} whole>
            <p class="quiet">{t("nowhere.text", { path: place.value.path })}</p>
            <p class="line"><a class="button" href="/">{t("nowhere.home")}</a></p>
        </Empty>
    );
}
