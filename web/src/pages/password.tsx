/* One's own password. */
import { t } from "../i18n";
import { back, useTitle } from "../router";
import { say } from "../said";
import { NewPassword } from "../shell/gate";

export function Password() {
    useTitle(t("menu.password"));
    const done = () => {
        say({ text: t("said.password") });
        back("/");
    };
    return <div class="narrow-page gate own-password"><NewPassword first={false} done={done} /></div>;
}
